"""Events that leave for other systems."""
