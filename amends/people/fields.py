"""People and teams as values of conditions, steps and event payloads."""

from collections.abc import Iterable
from typing import Any

from amends.people.models import Team, User
from amends.people.queries import people
from amends.vocabulary import Chooser, Option

MOST = 20


class UserChooser(Chooser):
    """People by number. Those who have left keep their name but cannot be chosen, and rules that name them break."""

    code = "user"
    key = int
    people = True

    def options(self, query: str, user: Any) -> list[Option]:
        found = User.objects.active().filter(name__icontains=query).order_by("name", "pk")[:MOST]
        tells = user is None or not user.is_limited
        return [Option(str(person.pk), person.name, person.email if tells else "") for person in found]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        known = people()
        return {str(number): str(known[number]) for number in _numbers(values) if number in known}

    def missing(self, values: Iterable[str]) -> set[str]:
        wanted = set(values) - {"me"}
        working = User.objects.active().filter(pk__in=_numbers(wanted)).values_list("pk", flat=True)
        return wanted - {str(pk) for pk in working}


class TeamChooser(Chooser):
    code = "team"
    key = int

    def options(self, query: str, user: Any) -> list[Option]:
        return [Option(str(team.pk), team.name) for team in Team.objects.filter(name__icontains=query)[:MOST]]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {str(team.pk): team.name for team in Team.objects.filter(pk__in=_numbers(values))}


def _numbers(values: Iterable[str]) -> list[int]:
    return [int(value) for value in values if str(value).isascii() and str(value).isdigit() and len(str(value)) < 19]
