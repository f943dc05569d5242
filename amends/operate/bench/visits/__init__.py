"""What `bin/bench pages` asks for, of whom, and the best statement for the same rows."""
