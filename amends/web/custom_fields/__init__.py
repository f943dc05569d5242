"""Settings: the fields that a shop asks besides, what can be chosen in them, and the forms on which they stand."""
