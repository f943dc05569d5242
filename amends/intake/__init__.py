"""What comes in by mail and feeds."""
