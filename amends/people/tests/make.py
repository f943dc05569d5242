"""People for tests."""

from itertools import count
from typing import Any

from django.utils import timezone

from amends.people.models import Role, Team, User

PASSWORD = "correct horse battery"
_numbers = count(1)


def make_user(
    role: Role = Role.AGENT, *, password: str | None = PASSWORD, teams: tuple[Team, ...] = (), **fields: Any
) -> User:
    """A person who has joined and can sign in with PASSWORD. Give `joined_at=None` for one who is only invited."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "email": f"person{number}@shop.example",
        "name": f"Person {number}",
        "joined_at": timezone.now(),
    } | fields
    user = User.objects.create_user(password=password, role=role, **values)
    user.teams.set(teams)
    return user


def make_team(name: str | None = None) -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}")
