"""Whole installations, started by the real bin/start, stopped, killed and started again."""
