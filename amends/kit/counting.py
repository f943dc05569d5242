"""How many rows a list has, counted only as far as somebody reads: "29", "1000+"."""

from typing import Any

from django.db.models import QuerySet

CAP = 1000
"""Counts beyond this are not counted out: a person reads "1000+", and the page stays fast."""


def capped_count(rows: QuerySet[Any]) -> int:
    """How many, or CAP + 1 for more than CAP."""
    return rows.order_by()[: CAP + 1].count()


def say_count(count: int) -> str:
    """The number as pages say it."""
    return f"{CAP}+" if count > CAP else str(count)
