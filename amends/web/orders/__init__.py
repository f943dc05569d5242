"""Orders, their shops and their imports."""
