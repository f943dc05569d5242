"""The record of every interaction with a contact."""
