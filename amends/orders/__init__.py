"""Shops, their orders and products, and how they are imported."""
