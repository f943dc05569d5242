"""How people leave, and come back. Nobody is deleted, because history names them."""

from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.deadlocks import once_more_after_deadlock
from amends.people.actions.membership import decide_alone, refuse_last_administrator
from amends.people.actions.tokens import revoke_all_tokens
from amends.people.events import UserDeactivated, UserReactivated
from amends.people.handover import count_open_work, pass_on
from amends.people.jobs import hand_over
from amends.people.models import Leaving, User
from amends.people.refusals import DeactivationRefused

AT_ONCE = 200
"""Open tickets and activities that go to somebody else while whoever deactivates the person waits."""


@once_more_after_deadlock  # with whoever, on work that has just come to them, gives them more
@transaction.atomic
def deactivate_user(user: User, *, successor: User | None, by: Actor) -> User:
    """End all access of a person and give their open work to `successor` (None: to nobody), all or nothing.

    Where there is much of it, access ends at once and the work goes in the background. Sessions and API tokens end
    for good, even if the person is reactivated later.
    Raises LastAdministrator, or DeactivationRefused when the successor cannot take over.
    """
    decide_alone()
    user = User.objects.get(pk=user.pk)
    if not user.is_active:
        return user
    refuse_last_administrator(user)
    _refuse_successor(user, successor)
    # what others are leaving to them goes on to whoever takes over; before any person is locked, as the chunks do it
    Leaving.objects.filter(successor=user).update(successor=successor)
    is_large = sum(count_open_work(user).values()) > AT_ONCE
    # before the person is locked: see still_here()
    moved = Counter() if is_large else Counter(pass_on(user, successor, by=by))
    user = _end_access(user, by)
    # what came until then
    moved.update(_leave_behind(user, successor, by) if is_large else pass_on(user, successor, by=by))
    fact = UserDeactivated(
        user=user.pk,
        name=user.name,
        successor=successor.pk if successor else None,
        successor_name=str(successor) if successor else "",
        handed_over=dict(moved),
    )
    record(fact, by=by, user=user)
    return user


def _end_access(user: User, by: Actor) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.is_active = False
    user.deactivated_at = timezone.now()
    user.sign_out_count = F("sign_out_count") + 1
    user.save(update_fields=["is_active", "deactivated_at", "sign_out_count"])
    user.refresh_from_db(fields=["sign_out_count"])
    revoke_all_tokens(user, by=by)
    return user


def _leave_behind(user: User, successor: User | None, by: Actor) -> dict[str, int]:
    """Their work goes in the background, and how much that is: nobody can give them more from now on."""
    Leaving.objects.create(user=user, successor=successor, actor=replace(by, large=True).kept())
    hand_over.defer(user_id=user.pk)
    return count_open_work(user)


@transaction.atomic
def reactivate_user(user: User, *, by: Actor) -> User:
    """Let a person back in with their old password and role. Work stays where it went, tokens stay revoked.

    What has not been handed over yet stays with them.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        return user
    user.is_active = True
    user.deactivated_at = None
    user.save(update_fields=["is_active", "deactivated_at"])
    Leaving.objects.filter(user=user).delete()
    record(UserReactivated(user=user.pk, name=user.name), by=by, user=user)
    return user


def _refuse_successor(user: User, successor: User | None) -> None:
    if successor is None:
        return
    successor.refresh_from_db(fields=["is_active", "joined_at"])  # somebody may have deactivated them meanwhile
    if successor.pk == user.pk:
        raise DeactivationRefused(_("Choose somebody else to take over."), field="successor")
    if not (successor.is_active and successor.has_joined):
        raise DeactivationRefused(
            _("%(name)s cannot take over now. Choose somebody who is active.") % {"name": successor},
            field="successor",
        )
