"""The very first person of an installation, who invites all others."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit import locks
from amends.people.events import FirstAdministratorMade
from amends.people.models import Role, User
from amends.people.refusals import SetUpRefused


@transaction.atomic
def make_first_administrator(*, email: str, name: str, password: str, language: str, time_zone: str, by: Actor) -> User:
    """Create the administrator of an empty installation. Raises SetUpRefused once anybody exists."""
    locks.hold("people:set-up")  # of two at the same moment only one succeeds
    if User.objects.exists():
        raise SetUpRefused(_("Amends is set up already. Sign in, or ask your administrator to invite you."))
    user = User.objects.create_user(
        email,
        password,
        name=name.strip(),
        role=Role.ADMINISTRATOR,
        language=language,
        time_zone=time_zone,
        joined_at=timezone.now(),
    )
    record(FirstAdministratorMade(user=user.pk, name=user.name), by=by, user=user)
    return user
