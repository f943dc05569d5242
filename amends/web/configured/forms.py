"""The form of a configured thing, made of the columns that can be set."""

import json
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amends.configured.actions import make_configured, plain_values
from amends.configured.models import COLOUR, LONGEST_NAME, Configured, check_names
from amends.configured.queries import all_configured
from amends.journal.actors import Actor
from amends.kit.refusals import Refused

COLOURS: dict[str, str | Promise] = {
    "#2f7d5b": _("Green"),
    "#1f8a83": _("Teal"),
    "#3b6fb5": _("Blue"),
    "#8257b8": _("Violet"),
    "#b8458e": _("Pink"),
    "#c2453d": _("Red"),
    "#b07a1c": _("Amber"),
    "#5b6b73": _("Grey"),
}
"""Told apart on light ground and on dark."""


class ColourField(forms.ChoiceField):
    """One of the colours; the one a thing has stays among them, however it got it."""

    def __init__(self, *, now: str = "", **kwargs: Any) -> None:
        own = [(now, _("Its own"))] if now and now not in COLOURS else []
        none = [] if kwargs.get("required", True) else [("", _("None"))]
        super().__init__(choices=[*none, *COLOURS.items(), *own], widget=forms.RadioSelect, **kwargs)


class ThingForm(forms.Form):
    """Texts per language are one field each, `names_cs`. `seen` is what the editor was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, model: type[Configured], row: Configured | None = None, **kwargs: Any) -> None:
        self.model, self.row = model, row
        now = plain_values(row) if row else {}
        kwargs["initial"] = {"seen": json.dumps(now), **_spread(now)}
        super().__init__(*args, **kwargs)
        for name in model.settable:
            column: Any = model._meta.get_field(name)
            self.fields.update(self._fields_of(column, now.get(name)))

    def _fields_of(self, column: Any, now: Any) -> dict[str, forms.Field]:
        if isinstance(column, models.JSONField):
            longest = LONGEST_NAME if check_names in column.validators else 500
            return {
                f"{column.name}_{code}": forms.CharField(label=label, max_length=longest, required=False)
                for code, label in settings.LANGUAGES
            }
        words: dict[str, Any] = {"label": _capital(column.verbose_name), "help_text": column.help_text}
        if COLOUR in column.validators:
            initial = now or column.get_default() or None
            made: Any = ColourField(required=not column.blank, now=now or "", initial=initial, **words)
        elif isinstance(column, models.ForeignKey):
            made = forms.ChoiceField(required=not column.null, choices=lambda: self._choices(column, now), **words)
        else:
            made = column.formfield(**words)
        return {column.name: made}

    def _choices(self, column: Any, now: str | None) -> list[tuple[str, Any]]:
        mine = self.row.pk if self.row and self._is_itself(column) else None
        rows = [row for row in all_configured(column.related_model) if row.pk != mine]
        offered = [(row.code, row.name) for row in rows if not row.is_retired or row.code == now]
        return [("", "–"), *offered] if column.null else offered

    def _is_itself(self, column: Any) -> bool:
        return bool(column.related_model is self.model)

    def make(self, by: Actor) -> Configured:
        """The thing that was filled in. Raises SettingRefused."""
        return make_configured(self.model, self.values(), by=by)

    def groups(self) -> list[tuple[Any, list[forms.BoundField], bool]]:
        """For each column its heading, its fields, and whether they are colours to choose from."""
        found = []
        for name in self.model.settable:
            column: Any = self.model._meta.get_field(name)
            fields = [bound for bound in self.visible_fields() if bound.name in self._names_of(column)]
            found.append((_capital(column.verbose_name), fields, isinstance(fields[0].field, ColourField)))
        return found

    def _names_of(self, column: Any) -> list[str]:
        several = isinstance(column, models.JSONField)
        return [f"{column.name}_{code}" for code, _label in settings.LANGUAGES] if several else [column.name]

    def values(self) -> dict[str, Any]:
        """What was filled in, by column."""
        found: dict[str, Any] = {}
        for name in self.model.settable:
            column: Any = self.model._meta.get_field(name)
            if isinstance(column, models.JSONField):
                found[name] = {
                    code: text
                    for code, _label in settings.LANGUAGES
                    if (text := self.cleaned_data.get(f"{name}_{code}", ""))
                }
            elif isinstance(column, models.ForeignKey):
                code, related = self.cleaned_data.get(name), cast(Any, column.related_model)
                found[name] = next((row for row in all_configured(related) if row.code == code), None)
            else:
                found[name] = self.cleaned_data.get(name)
        return found

    def seen_values(self) -> Mapping[str, Any]:
        """What the editor was shown; nothing when that can't be read, and then their values count."""
        try:
            seen = json.loads(self.cleaned_data.get("seen") or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def refuse(self, refused: Refused) -> None:
        """Show what the action said at its field: at the text of the reader's language where there are several."""
        name = refused.field or ""
        spread = f"{name}_{(get_language() or settings.LANGUAGE_CODE)[:2]}"
        field = next((one for one in (name, spread) if one in self.fields), None)
        self.add_error(field, str(refused.message))


def _spread(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts per language under the names of their fields."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= {f"{name}_{code}": text for code, text in value.items()}
        else:
            found[name] = value
    return found


def _capital(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


class RetirementForm(forms.Form):
    """What takes the place of a thing that goes."""

    def __init__(self, *args: Any, row: Configured, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = row.siblings().filter(retired_at=None).exclude(pk=row.pk)
        self.fields["replacement"] = forms.ModelChoiceField(
            label=_("In its place"), queryset=others, to_field_name="code", required=False, empty_label=_("Nothing")
        )
