"""Lists of activities: whose they are, what is searched in, how many are due."""

from typing import Any

from django.db.models import Q, QuerySet

from amends.activities.access import ticket_seen_by, visible_activities
from amends.activities.models import Activity
from amends.kit.counting import Given
from amends.kit.racing import EachWay
from amends.kit.search import fold, holding, infix
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.queries import search_tickets
from amends.vocabulary import Asker
from amends.vocabulary.lefts import Folded


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

    Of rows at hand both are asked; to find all rows each is looked up in its own index, since none has both.
    """
    named = Q(name__folded__contains=fold(text))
    of_ticket = holding("ticket__search", text, indexed=False)
    if not of_ticket:
        return named
    tickets = search_tickets(visible_tickets(user), text).order_by().values("pk")
    by_name = infix(visible_activities(user), Folded("name"), text).order_by().values("pk")
    by_ticket = visible_activities(user).filter(ticket__in=tickets).order_by().values("pk")
    walk = named | (of_ticket & ticket_seen_by(user))
    return Q(EachWay(walk=walk, find=Q(pk__in=by_name.union(by_ticket))))


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
