"""Saved views: a list with its conditions, order and columns, under a name, for one person, a team or everybody."""
