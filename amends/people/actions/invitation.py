"""How people come in: an administrator invites, the invited person chooses a password and has joined.

The letter with the link is posted by the door, in the same transaction; decision 9 says why.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.events import InvitationRenewed, UserInvited, UserJoined
from amends.people.models import Role, Team, User
from amends.people.models.user import normal_email
from amends.people.refusals import AddressTaken, InvitationRefused


@transaction.atomic
def invite_user(
    *, email: str, name: str, role: Role, teams: Iterable[Team] = (), language: str = "", by: Actor
) -> User:
    """Make a person who can join by the link of `amends.people.links`; they cannot sign in before.

    Raises AddressTaken when somebody, deactivated people included, has the address.
    """
    email = normal_email(email)
    _refuse_taken(email)
    user = User(email=email, name=name.strip(), role=role, invited_at=timezone.now())
    if language:
        user.language = language
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        _refuse_taken(email)  # somebody was faster
        raise
    user.teams.set(teams)
    record(UserInvited(user=user.pk, name=user.name, email=email, role=role), by=by, user=user)
    return user


@transaction.atomic
def renew_invitation(user: User, *, by: Actor) -> User:
    """Give a person who has not joined a fresh link; the old one is dead from now on."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_joined or not user.is_active:
        raise InvitationRefused(_("Only somebody who has been invited and has not joined yet can be invited again."))
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
    record(InvitationRenewed(user=user.pk, name=user.name), by=by, user=user)
    return user


@transaction.atomic
def join(user: User, *, name: str, password: str, language: str = "", by: Actor) -> User:
    """The invited person accepts: from now on they can sign in. Raises InvitationRefused when the link was used."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_joined or not user.is_active:
        raise InvitationRefused(_("This invitation was used already. Sign in, or let us send you a new password."))
    user.name = name.strip()
    user.language = language or user.language
    user.joined_at = timezone.now()
    user.set_password(password)
    user.save(update_fields=["name", "language", "joined_at", "password"])
    record(UserJoined(user=user.pk, name=user.name), by=by, user=user)
    return user


def _refuse_taken(email: str) -> None:
    holder = User.objects.filter(email=email).first()
    if holder is None:
        return
    if holder.is_active:
        raise AddressTaken(_("%(name)s has this address already.") % {"name": holder}, field="email")
    raise AddressTaken(
        _("%(name)s, who was deactivated, has this address. Reactivate them instead.") % {"name": holder},
        field="email",
    )
