"""What somebody is here: their role and their teams."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit import locks
from amends.people.events import RoleChanged, TeamsChanged
from amends.people.models import Role, Team, User
from amends.people.refusals import LastAdministrator


@transaction.atomic
def change_role(user: User, *, to: Role, by: Actor) -> User:
    """Give another role, effective with the person's next request. Raises LastAdministrator."""
    decide_alone()
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    old = user.role
    if old == to:
        return user
    refuse_last_administrator(user)
    user.role = to
    user.save(update_fields=["role"])
    record(RoleChanged(user=user.pk, name=user.name, old=old, new=to), by=by, user=user)
    return user


@transaction.atomic
def change_teams(user: User, *, to: Iterable[Team], by: Actor) -> User:
    """Make the person a member of exactly these teams."""
    return _change_teams(user, lambda old: {team.pk: team.name for team in to}, by)


@transaction.atomic
def join_team(user: User, team: Team, *, by: Actor) -> User:
    """One team more; the others stay, whatever they are by now."""
    return _change_teams(user, lambda old: old | {team.pk: team.name}, by)


@transaction.atomic
def leave_team(user: User, team: Team, *, by: Actor) -> User:
    return _change_teams(user, lambda old: {pk: name for pk, name in old.items() if pk != team.pk}, by)


def _change_teams(user: User, change: Callable[[dict[int, str]], dict[int, str]], by: Actor) -> User:
    """`change` answers the names of the teams by id, from those that there are once nobody else changes them."""
    user = User.objects.select_for_update().get(pk=user.pk)
    old = {team.pk: team.name for team in user.teams.all()}
    new = change(old)
    if old.keys() == new.keys():
        return user
    user.teams.set(new)
    joined = sorted(name for pk, name in new.items() if pk not in old)
    left = sorted(name for pk, name in old.items() if pk not in new)
    record(TeamsChanged(user=user.pk, name=user.name, joined=joined, left=left), by=by, user=user)
    return user


def decide_alone() -> None:
    """Until the transaction ends nobody else demotes or deactivates anybody: two at once would both leave one.

    Not by locking the administrators themselves: they get tickets and activities meanwhile.
    """
    locks.hold("people:who-administers")


def refuse_last_administrator(user: User) -> None:
    """Raise LastAdministrator when nobody else could administer without `user`. Call it after decide_alone()."""
    if not user.is_administrator or User.objects.administrators().exclude(pk=user.pk).exists():
        return
    if user.is_active and user.has_joined:
        raise LastAdministrator(
            _("%(name)s is the only administrator. Make somebody else an administrator first.") % {"name": user}
        )
