"""Choosing what to be told."""

from collections.abc import Collection

from django.db import transaction

from amends.notifications.models import Reason, Silence
from amends.people.models import User


@transaction.atomic
def set_silences(user: User, wanted: Collection[str]) -> None:
    """From now on `user` is told for the reasons in `wanted` and for no other. What was told stays."""
    silent = [Reason(value) for value in Reason.values if value not in wanted]
    Silence.objects.filter(user=user).exclude(reason__in=silent).delete()
    Silence.objects.bulk_create([Silence(user=user, reason=reason) for reason in silent], ignore_conflicts=True)
