"""The bell and what is in it."""
