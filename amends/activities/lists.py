"""Lists of activities: whose they are, what is searched in, how many are due."""

from typing import Any

from django.db.models import Q, QuerySet

from amends.activities.access import visible_activities
from amends.activities.models import Activity
from amends.kit.counting import Given
from amends.kit.search import SHORTEST, fold, infix
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.queries import search_tickets
from amends.vocabulary import Asker
from amends.vocabulary.lefts import Folded

RARE = 2000
"""Matches up to which a text is looked up by index."""


def of_scope(activities: QuerySet[Activity], user: User, scope: str) -> QuerySet[Activity]:
    """Those of `user` ("mine"), of everybody who shares a team with `user` ("team"), or all."""
    if scope == "mine":
        return activities.filter(assignee=user)
    if scope == "team":
        mates = User.objects.filter(teams__in=user.teams.all()).values("pk")
        return activities.filter(Q(assignee=user) | Q(assignee__in=mates))
    return activities


def text_condition(text: str, user: User) -> Q:
    """Activities with `text` in their name, or on a ticket that has it and that `user` sees; names count from the first
    character on.

    A rare text is looked up in its indexes, once; of a text that is everywhere the indexes would bring everything, so
    the rows of the list are looked at instead, of which there are always enough near by.
    """
    everywhere = Q(name__folded__contains=fold(text))
    if len(fold(text).strip()) < SHORTEST:
        return everywhere
    tickets = search_tickets(visible_tickets(user), text).order_by().values("pk")
    named = infix(visible_activities(user), Folded("name"), text).order_by()
    found = {*_first(named), *_first(visible_activities(user).filter(ticket__in=tickets).order_by())}
    return Q(pk__in=found) if len(found) <= RARE else everywhere | Q(ticket__in=tickets)


def _first(activities: QuerySet[Activity]) -> QuerySet[Activity, int]:
    return activities.values_list("pk", flat=True)[: RARE + 1]


def edges_of(user: User) -> dict[str, Any]:
    """What `late` and `due_today_or_late` are given: the reader, now, and the end of the reader's day.

    A deadline of a whole day is that day wherever the reader is; one with an hour goes by the reader's clock (Q15).
    """
    asker = Asker.of(user)
    here = asker.end_of(asker.today)
    of_the_house = asker.with_edges_of_the_house().end_of(asker.today)
    return {
        "user": user.pk,
        "now": asker.now,
        "end here": here,
        "end of the house": of_the_house,
        "last end": max(asker.now, here, of_the_house),
    }


def late() -> QuerySet[Activity]:
    """Open activities of the reader whose deadline has passed."""
    return Activity.objects.open().filter(assignee=Given("user"), due_at__lte=Given("now"))


def due_today_or_late() -> QuerySet[Activity]:
    """Open activities of the reader whose deadline has passed or comes before the reader's day ends."""
    whole_days = Q(all_day=True, due_at__lt=Given("end of the house"))
    hours = Q(all_day=False, due_at__lt=Given("end here"))
    passed = Q(due_at__lte=Given("now"))
    mine = Activity.objects.open().filter(assignee=Given("user"), due_at__lte=Given("last end"))
    return mine.filter(passed | whole_days | hours)
