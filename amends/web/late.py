"""Deadlines that have passed already when somebody sets them: allowed, but said beside the field and afterwards."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.kit.deadlines import has_passed

PASSED = _("This deadline has passed.")


def with_warning(said: str, due_at: datetime | None) -> str:
    """The sentence, and that the deadline which was set with it has passed, if it has."""
    return f"{said}. {PASSED}" if due_at is not None and has_passed(due_at, timezone.now()) else said


def warn_beside(field: forms.Field) -> None:
    """Let the script say it while the day is chosen (frontend/src/late.js), by the clock of the reader."""
    field.widget.attrs["data-late"] = timezone.get_current_timezone_name()
