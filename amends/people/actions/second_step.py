"""The second step of signing in: allauth changes it, here it is noted; an administrator may take it away."""

from typing import Literal

from allauth.mfa.models import Authenticator
from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.events import SecondStepChanged, SecondStepDropped
from amends.people.models import User

Change = Literal["app_on", "app_off", "key_added", "key_removed", "codes_made"]


@transaction.atomic
def note_second_step(user: User, *, change: Change, by: Actor) -> None:
    """Write down what the person just changed. The change itself is allauth's and already made."""
    record(SecondStepChanged(user=user.pk, name=user.name, change=change), by=by, user=user)


@transaction.atomic
def drop_second_step(user: User, *, by: Actor) -> None:
    """For somebody who lost phone, keys and recovery codes: the password alone lets them in again.

    All their sessions end, in case the lost phone is in other hands. Without a second step nothing happens.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    dropped, _by_model = Authenticator.objects.filter(user=user).delete()
    if not dropped:
        return
    user.sign_out_count += 1
    user.save(update_fields=["sign_out_count"])
    record(SecondStepDropped(user=user.pk, name=user.name), by=by, user=user)
