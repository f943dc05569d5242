"""Settings > Outbox: what has to leave, and why something did not."""
