"""Reads of configured things."""

from typing import Any, TypeVar

from amends.configured.models import Configured

C = TypeVar("C", bound=Configured)


def all_configured(model: type[C]) -> list[C]:
    """All of one kind in their order, retired ones too."""
    found: Any = model.objects.all()
    return list(found)
