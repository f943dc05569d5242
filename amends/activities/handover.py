"""Open activities of a person who leaves go to somebody else, or to nobody."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from amends.activities.actions import edit_many
from amends.activities.models import Activity, ActivityQuerySet
from amends.journal.actors import Actor
from amends.kit.outcomes import count_done
from amends.people.handover import Handover, register_handover
from amends.people.models import User


def _open_activities(user: User) -> ActivityQuerySet:
    activities: ActivityQuerySet = Activity.objects.open().filter(assignee=user)
    return activities


def _give(ids: Iterable[int], successor: User | None, *, by: Actor) -> int:
    outcomes = edit_many(ids, assignee=successor, by=by)
    for outcome in outcomes.values():
        if outcome.refusal and outcome.refusal.field == "assignee":
            raise outcome.refusal
    return count_done(outcomes)


HANDOVER = Handover("activities", _("Open activities"), rows=_open_activities, give=_give)
register_handover(HANDOVER)
