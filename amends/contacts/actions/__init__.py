"""What can be done with contacts."""
