"""Executions: steps done to many rows, with progress, stop, a result for each row, and undo."""
