"""The workflow of a type as one thing that can be drawn up, looked over, compared and put live."""
