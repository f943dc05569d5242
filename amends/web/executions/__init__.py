"""Bulk changes: how they go, what became of each row, Stop and Undo."""
