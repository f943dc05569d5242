"""Rules that act on events and on time."""
