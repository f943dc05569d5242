"""Who may reach which person, team and token: the only way a door obtains one."""

from typing import TypeVar

from amends.kit.refusals import NotThere
from amends.people.models import ApiToken, Team, User

T = TypeVar("T")


def get_user_for(asker: User, pk: int) -> User:
    """A person to manage. Only administrators manage people; for others nobody is here."""
    if not asker.is_administrator:
        raise NotThere
    return _found(User.objects.prefetch_related("teams").filter(pk=pk).first())


def get_team_for(asker: User, pk: int) -> Team:
    if not asker.is_administrator:
        raise NotThere
    return _found(Team.objects.filter(pk=pk).first())


def get_token_for(asker: User, pk: int) -> ApiToken:
    """One of the asker's own tokens; an administrator may reach those of everybody, to revoke them."""
    tokens = ApiToken.objects.select_related("user").filter(pk=pk)
    return _found((tokens if asker.is_administrator else tokens.filter(user=asker)).first())


def _found(row: T | None) -> T:
    if row is None:
        raise NotThere
    return row
