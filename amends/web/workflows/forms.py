"""What administrators fill in about types, statuses and phases."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.configured.actions import plain_values
from amends.tickets.models import TicketType, Turn
from amends.tickets.queries import all_queues
from amends.tickets.workflows.ready import READY
from amends.web.shell.preferences import LANGUAGE_NAMES

COLOURS = (
    ("#2f7d5b", _("Green")),
    ("#06617d", _("Petrol")),
    ("#3b6fb5", _("Blue")),
    ("#6e409b", _("Violet")),
    ("#b8478e", _("Pink")),
    ("#c2453d", _("Red")),
    ("#b07a1c", _("Ochre")),
    ("#6b7780", _("Grey")),
)
ICONS = (
    ("shield-check", _("Shield")),
    ("arrow-back-up", _("Arrow back")),
    ("help-circle", _("Question mark")),
    ("tool", _("Tool")),
    ("truck", _("Van")),
    ("package", _("Parcel")),
    ("receipt", _("Receipt")),
    ("message-circle", _("Speech bubble")),
    ("ticket", _("Ticket")),
)


def names_of(cleaned: Mapping[str, Any], stem: str = "name") -> dict[str, str]:
    """The texts per language of a form's fields `name_en`, `name_cs` ..."""
    found = {code: cleaned.get(f"{stem}_{code}", "") for code, _label in settings.LANGUAGES}
    return {code: text for code, text in found.items() if text}


def _spread(names: Mapping[str, str], stem: str = "name") -> dict[str, str]:
    return {f"{stem}_{code}": text for code, text in names.items()}


class NamesForm(forms.Form):
    """A name per language."""

    def __init__(self, *args: Any, names: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**_spread(names or {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        own = dict(self.fields)
        self.fields.clear()
        for code, _label in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=LANGUAGE_NAMES[code], required=False, widget=forms.TextInput(attrs={"lang": code})
            )
        self.fields.update(own)

    @property
    def names(self) -> dict[str, str]:
        return names_of(self.cleaned_data)

    @property
    def name_fields(self) -> list[Any]:
        return [self[f"name_{code}"] for code, _label in settings.LANGUAGES]


class StatusForm(NamesForm):
    """A status on the board."""

    turn = forms.ChoiceField(label=_("Whose turn is it?"), choices=Turn.choices, initial=Turn.OURS)

    def __init__(self, *args: Any, refusals: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        initial = {**_spread(refusals or {}, "refusal"), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        for code, _label in settings.LANGUAGES:
            self.fields[f"refusal_{code}"] = forms.CharField(
                label=LANGUAGE_NAMES[code],
                required=False,
                widget=forms.Textarea(attrs={"lang": code, "rows": 2}),
                max_length=500,
            )

    @property
    def refusals(self) -> dict[str, str]:
        return names_of(self.cleaned_data, "refusal")

    @property
    def refusal_fields(self) -> list[Any]:
        return [self[f"refusal_{code}"] for code, _label in settings.LANGUAGES]


class TypeForm(NamesForm):
    """What a type is called, how it looks and how its tickets begin."""

    colour = forms.CharField(label=_("Colour"), initial="#3b6fb5")
    icon = forms.CharField(label=_("Icon"), initial="ticket")
    digits = forms.IntegerField(label=_("Digits"), min_value=3, max_value=8, initial=5)
    yearly = forms.BooleanField(
        label=_("Begin anew each year"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "switch", "role": "switch"}),
    )
    queue = forms.ChoiceField(label=_("First queue"), required=False)
    is_default = forms.BooleanField(label=_("Chosen beforehand when somebody creates a ticket"), required=False)
    oldest_order_days = forms.IntegerField(label=_("No older than"), required=False, min_value=1, max_value=36500)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, type: TicketType | None = None, **kwargs: Any) -> None:
        names = type.names if type else {}
        initial = {**self._values(type), **kwargs.pop("initial", {})} if type else kwargs.pop("initial", {})
        super().__init__(*args, names=names, initial=initial, **kwargs)
        self.fields["queue"].choices = [  # type: ignore[attr-defined]
            ("", _now("No queue")),
            *((one.code, one.name) for one in all_queues() if not one.is_retired or (type and type.queue_id == one.pk)),
        ]
        self.fields["prefix"] = forms.CharField(
            label=_now("Prefix"), max_length=4, widget=forms.TextInput(attrs={"autocomplete": "off"})
        )  # a form has a prefix of its own, so the class can't have this one
        for code, _label in settings.LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=LANGUAGE_NAMES[code], required=False, widget=forms.TextInput(attrs={"lang": code})
            )

    @staticmethod
    def _values(type: TicketType) -> dict[str, Any]:
        plain = plain_values(type)
        kept = ("colour", "icon", "prefix", "digits", "yearly", "queue", "is_default", "oldest_order_days")
        return {
            **{name: plain[name] for name in kept},
            **_spread(type.reason_names, "reason"),
            "seen": json.dumps(plain, ensure_ascii=False, sort_keys=True),
        }

    @property
    def reason_fields(self) -> list[Any]:
        return [self[f"reason_{code}"] for code, _label in settings.LANGUAGES]

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        given = self.cleaned_data
        queue = next((one for one in all_queues() if one.code == given["queue"]), None)
        plain = ("colour", "icon", "prefix", "digits", "yearly", "is_default", "oldest_order_days")
        return {
            "names": self.names,
            "reason_names": names_of(given, "reason"),
            "queue": queue,
            **{name: given[name] for name in plain},
        }

    @property
    def what_was_seen(self) -> dict[str, Any] | None:
        """What its editor had before them; None when that can't be read."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return None
        return seen if isinstance(seen, dict) else None


class NewTypeForm(TypeForm):
    start = forms.ChoiceField(
        label=_("Workflow to begin with"), choices=[(one.code, one.label) for one in READY], initial="helpdesk"
    )
