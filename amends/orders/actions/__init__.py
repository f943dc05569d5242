"""What can be done with shops and orders."""
