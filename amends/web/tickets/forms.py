"""Forms of the ticket pages."""

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.kit.deadlines import end_of_day
from amends.tickets.catalogue import path_name, tree
from amends.tickets.models import Source, TicketType
from amends.vocabulary.types import LONGEST_TEXT
from amends.web.filled import NO_ADDRESS
from amends.web.late import warn_beside
from amends.web.tickets import choices

LENGTHS = {"language": 8, "country": 2, "currency": 3}
"""Characters that a ticket keeps of the codes that an order may bring beside those offered."""

FILLED_ANEW = {
    "hx-trigger": "change",
    "hx-include": "#new-ticket",
    "hx-encoding": "multipart/form-data",
    "hx-target": "#form",
    "hx-swap": "outerHTML",
}
"""What decides over other parts of a new ticket shows them at once: the usual queue is that of the language."""


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that people mean. The year 1 is a slip of the keyboard, and a moment in it cannot be read back."""

    FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DayInput({"min": "1970-01-01", "max": "2199-12-31"}), **kwargs)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and not self.FIRST <= value <= self.LAST:
            raise forms.ValidationError(_("The moment has to lie between 1970 and 2200."), code="far_day")


class LinesField(forms.CharField):
    """A text of several lines, which may be left out."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=False, max_length=LONGEST_TEXT, widget=widget, **kwargs)


class MadeOnce(forms.Form):
    """A form that makes something: `key` names what was sent, so that a second click makes nothing more."""

    key = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}), required=False, initial=uuid.uuid4)


class NewTicketForm(MadeOnce):
    """The parts of a ticket but its products and files (R50, R56-R58)."""

    type = forms.ChoiceField(
        label=_("Type"), widget=forms.RadioSelect, error_messages={"required": _("Choose a type.")}
    )
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=200)
    customer_name = forms.CharField(label=pgettext_lazy("of a person", "Name"), required=False, max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254, error_messages=NO_ADDRESS)
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    order_code = forms.CharField(label=_("Order number"), required=False, max_length=100)
    ordered_on = DayField(label=_("Ordered on"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=120)
    source = forms.ChoiceField(label=_("Channel"), choices=Source.choices, required=False)
    description = LinesField(label=_("Description of the problem"), rows=3)
    notify_customer = forms.BooleanField(label=_("Notify the customer"), required=False)
    assign_to_me = forms.BooleanField(label=_("Assign to me"), required=False)

    def __init__(self, *args: Any, types: list[TicketType], queues: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["queue"].choices = queues  # type: ignore[attr-defined]
        if categories := [(one.code, path_name(one)) for one, _depth in tree() if not one.is_retired]:
            self.fields["category"].choices = [("", _("None")), *categories]  # type: ignore[attr-defined]
        else:
            del self.fields["category"]
        values = self.data if self.is_bound else self.initial
        self.fields["type"].choices = [(one.code, one.name) for one in types]  # type: ignore[attr-defined]
        for name, offered in (
            ("language", choices.languages),
            ("country", choices.countries),
            ("currency", choices.currencies),
        ):
            brought = str(values.get(name) or "")
            fits = len(brought) <= LENGTHS[name]
            self.fields[name].choices = offered(brought if fits else "")  # type: ignore[attr-defined]
        self.fields["customer_name"].widget.attrs["autocomplete"] = "off"
        self.fields["language"].widget.attrs |= FILLED_ANEW | {"hx-post": reverse("tickets:filling")}


class ActivityForm(forms.Form):
    """Name, description, deadline, assignee, files (R17). Only the name is required (Q13)."""

    name = forms.CharField(
        label=_("What should be done"),
        max_length=200,
        widget=forms.TextInput(attrs={"data-key": "a"}),
        error_messages={"required": _("Write what should be done.")},
    )
    description = LinesField(label=_("Description"), rows=2)
    due_on = DayField(label=_("Deadline"), required=False)
    due_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    assignee = forms.TypedChoiceField(label=_("Assignee"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        warn_beside(self.fields["due_on"])
        self.fields["assignee"].choices = [("", _("Nobody")), *[(person.pk, person.name) for person in people]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("due_time") and not values.get("due_on"):
            self.add_error("due_on", _("Give the day too, or leave the time out."))
        return values

    @property
    def deadline(self) -> tuple[Any, bool]:
        """The moment in the reader's time zone, and whether it means the whole day."""
        day, hour = self.cleaned_data.get("due_on"), self.cleaned_data.get("due_time")
        if day is None:
            return None, True
        if hour is None:
            return end_of_day(day), True
        return timezone.make_aware(datetime.combine(day, hour)), False


class ComposerForm(MadeOnce, ActivityForm):
    """A new activity of the ticket on the page."""


class DeadlineForm(forms.Form):
    day = DayField(label=_("Deadline"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        warn_beside(self.fields["day"])
