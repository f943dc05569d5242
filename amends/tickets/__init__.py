"""Tickets, their types and workflows."""
