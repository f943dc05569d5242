"""Activities as rules, runs and processes know them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from amends.activities.actions.facts import subjects
from amends.activities.models import Activity
from amends.vocabulary.subjects import Subject


class ActivitySubject(Subject):
    """Deleted ones are kept so that deleting can be undone; for rules they are not there."""

    code = "activity"
    label = _("Activity")
    model = Activity
    related = ("ticket__type", "ticket__status", "ticket__queue", "assignee")
    several = ("ticket__tags",)

    def rows(self) -> QuerySet[Activity]:
        return Activity.objects.kept()

    def about(self, row: Activity) -> Mapping[str, Any]:
        return subjects(row)

    def address(self, row: Activity) -> str:
        return reverse("activities:activity", args=[row.pk])
