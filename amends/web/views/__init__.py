"""Saved views beside the list of tickets."""
