"""Figures about the work."""
