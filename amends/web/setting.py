"""One new value for a field, as a form: what pages share that let people set a field, whichever field it is.

What was written stays as it was written; `amends.vocabulary.changing` understands it, as it does for programs.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.kit.deadlines import day_of, end_of_day
from amends.kit.refusals import Refused
from amends.vocabulary import Field
from amends.vocabulary.changing import changeable, setting_by
from amends.vocabulary.choosers import chooser
from amends.vocabulary.fields import Setting
from amends.vocabulary.problems import BadValue
from amends.web.late import warn_beside

MANY = 20
"""From here on a list of options gets a search box."""

Shown = tuple[str, str]
_FAMILIES = {"ticket": "tickets", "activity": "activities"}
"""The pages that answer for the options of a subject's fields."""


def field_to_change(subject: str, code: str) -> Field:
    """Raises Http404 for what is no field of the subject, or none that can be changed."""
    try:
        return changeable(subject, code)
    except BadValue:
        raise Http404 from None


def deed_by(user: Any, subject: str, code: str, raw: Any) -> Setting:
    """What a person's value would do. Raises Refused."""
    try:
        return setting_by(user, subject, code, raw)
    except BadValue as bad:
        raise Refused(bad.sentence, field="value") from None


class ValueForm(forms.Form):
    """`raw` is what was sent; a moment has a time of day beside its day. `now` is the field's value as it stands."""

    value = forms.CharField(required=False)
    hour = forms.CharField(
        required=False, label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(
        self, subject: str, field: Field, user: Any, data: Mapping[str, Any] | None = None, *, now: Any = None
    ) -> None:
        day, hour = _written(field, now)
        super().__init__(
            data, initial={"value": day, "hour": hour}, auto_id=f"set_{field.code}_%s", use_required_attribute=False
        )
        self.of = field
        self.options_url = reverse(f"{_FAMILIES[subject]}:field_options", args=[field.code]) if field.chooser else ""
        self.is_searchable = False
        self.now: list[str] = list(now) if isinstance(now, list) else []
        if field.type.code != "moment":
            del self.fields["hour"]
        value = self.fields["value"]
        value.label = str(field.label)
        value.required = False
        value.widget = self._widget(user, str((data or {}).get("value", day)))
        value.widget.attrs |= {"autocomplete": "off", "data-focus": True, "aria-required": field.required and "true"}
        if field.code == "due":
            warn_beside(value)

    def _widget(self, user: Any, chosen: str) -> forms.Widget:
        if self.of.type.code == "choices":
            things = chooser(self.of.chooser)
            known = {one.value: str(one.label) for one in things.options("", user)}
            kept = things.labels([one for one in self.now if one not in known])
            return forms.CheckboxSelectMultiple(choices=[*known.items(), *((v, str(w)) for v, w in kept.items())])
        if self.of.chooser:
            options = options_of(self.of, user, chosen)
            self.is_searchable = len(options) > MANY
            return forms.Select(choices=options)
        if self.of.type.code == "flag":
            yes_or_no = [("yes", _("yes")), ("no", _("no"))]
            return forms.Select(choices=yes_or_no if self.of.required else [("", _("None")), *yes_or_no])
        if self.of.lines:
            return forms.Textarea(attrs={"rows": 4})
        return forms.TextInput(attrs=dict(_CONTROLS.get(self.of.type.code, {})))

    @property
    def raw(self) -> Any:
        """For `setting_by`; an hour is meant in the reader's time zone. Several choices are a list."""
        if self.of.type.code == "choices":
            sent: Any = self.data
            return sent.getlist("value") if hasattr(sent, "getlist") else list(sent.get("value") or [])
        value, hour = (str(self.data.get(name) or "").strip() for name in ("value", "hour"))
        if not hour or "hour" not in self.fields:
            return value
        try:
            clock, day = time.fromisoformat(hour), datetime.fromisoformat(value)
            return timezone.make_aware(datetime.combine(day.date(), clock)).isoformat()
        except (ValueError, OverflowError):
            return f"{value} {hour}".strip()

    def refuse(self, sentence: Any) -> None:
        self.add_error("value", str(sentence))


def options_control(request: Any, subject: str, code: str) -> HttpResponse:
    """The control of a field again, with the options that have the text in their name (htmx)."""
    wanted = field_to_change(subject, code)
    if not wanted.chooser:
        raise Http404
    form = ValueForm(subject, wanted, request.user)
    chosen, look = request.GET.get("value", "")[:60], request.GET.get("look", "").replace("\x00", "")
    form.fields["value"].widget.choices = options_of(wanted, request.user, chosen, look)  # type: ignore[attr-defined]
    form.initial["value"] = chosen
    form.fields["value"].widget.attrs.pop("data-focus")
    return HttpResponse(form["value"].as_widget(attrs={"class": "form-select"}))


def options_of(field: Field, user: Any, chosen: str, look: str = "") -> list[Shown]:
    """What a person may choose, what is chosen first; nothing may be chosen where the field can be emptied."""
    things = chooser(field.chooser)
    found = [(one.value, _with_hint(one.label, one.hint)) for one in things.options(look.strip()[:100], user)]
    named = things.labels([chosen]) if chosen and chosen not in dict(found) else {}
    kept = [(value, str(label)) for value, label in named.items()]
    return [*([] if field.required and chosen else [("", _("None"))]), *kept, *found]


def _with_hint(label: Any, hint: Any) -> str:
    return f"{label} ({hint})" if hint else str(label)


_CONTROLS: dict[str, dict[str, str]] = {
    "day": {"type": "date"},
    "moment": {"type": "date"},
    "number": {"inputmode": "decimal"},
    "money": {"inputmode": "decimal"},
}


def _written(field: Field, value: Any) -> Shown:
    """The value as its controls have it: what stands in the first, and the time of day in the second."""
    if value is None:
        return "", ""
    write: Callable[[Any], Shown] = _WRITTEN.get(field.type.code, lambda one: (str(one), ""))
    return write(value)


def _moment(value: datetime) -> Shown:
    """A moment that is the end of a day is that day (Q15)."""
    if value.replace(microsecond=0) == end_of_day(day_of(value)):
        return day_of(value).isoformat(), ""
    local = timezone.localtime(value)
    return local.date().isoformat(), f"{local.hour:02d}:{local.minute:02d}"


def _number(value: Decimal | int) -> Shown:
    return (f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)), ""


_WRITTEN: dict[str, Callable[[Any], Shown]] = {
    "moment": _moment,
    "day": lambda day: (day.isoformat(), ""),
    "number": _number,
    "money": _number,
    "flag": lambda flag: ("yes" if flag else "no", ""),
    "choices": lambda codes: (codes, ""),
}
