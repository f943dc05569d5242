"""Forms of the activity pages; the activity itself is the same form as on a ticket (R17)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.activities.models import Activity
from amends.web.tickets.forms import ActivityForm, MadeOnce


class PageActivityForm(ActivityForm):
    """The same with room to write: on its own page the description is a field among fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].widget = forms.Textarea(attrs={"rows": 4})


class NewActivityForm(MadeOnce, PageActivityForm):
    """Made from the list, so it asks for the ticket first: there is no activity without one (R5)."""

    ticket = forms.CharField(
        label=_("Ticket"),
        max_length=60,
        error_messages={"required": _("Choose a ticket: an activity always belongs to one.")},
    )
    field_order = ["ticket", "name", "description", "due_on", "due_time", "assignee"]


def initial_of(activity: Activity) -> dict[str, Any]:
    """What the form shows of an activity: a whole day as that day, an hour in the reader's time zone."""
    values: dict[str, Any] = {
        "name": activity.name,
        "description": activity.description,
        "assignee": activity.assignee_id,
        "due_on": activity.due_on,
    }
    if activity.due_at is not None and not activity.all_day:
        moment = timezone.localtime(activity.due_at)
        values |= {"due_on": moment.date(), "due_time": moment.time()}
    return values
