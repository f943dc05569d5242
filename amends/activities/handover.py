"""Open activities of a person who leaves go to somebody else, or to nobody."""

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


def pass_on(user: User, successor: User | None, *, by: Actor) -> int:
    outcomes = edit_many(_open_activities(user).values_list("pk", flat=True), assignee=successor, by=by)
    for outcome in outcomes.values():
        if outcome.refusal and outcome.refusal.field == "assignee":
            raise outcome.refusal
    return count_done(outcomes)


register_handover(Handover("activities", _("Open activities"), lambda user: _open_activities(user).count(), pass_on))
