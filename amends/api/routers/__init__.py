"""One router for each family of things."""
