"""What an administrator fills in about a field and what can be chosen in it."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from amends.configured.actions import change_configured
from amends.configured.models import LONGEST_NAME, Configured
from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.tickets.actions import make_option
from amends.tickets.models import CustomField, FieldOption
from amends.tickets.models.custom import MOST_SEARCHED
from amends.tickets.queries import options_of, searched_fields
from amends.web.configured.forms import ThingForm
from amends.web.shell.preferences import LANGUAGE_NAMES

MOST_AT_ONCE = 200
"""Options that one form adds."""
LINES = forms.Textarea(attrs={"rows": 4})


class FieldForm(ThingForm):
    """A field: a new one with what can be chosen in it; one that is there keeps its type and its scope."""

    most_searched = MOST_SEARCHED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.row is None:
            hint = _("One a line, in your language. The other languages can be added afterwards.")
            kinds: Any = self.fields["type"]
            kinds.choices = [("", _("Choose a type")), *(one for one in kinds.choices if one[0])]
            self.fields["options"] = forms.CharField(label=_("Options"), required=False, widget=LINES, help_text=hint)
        for name in ("type", "scope") if self.row else ():
            self.fields[name].disabled = True

    @property
    def searched_now(self) -> int:
        """How many fields are kept ready to search."""
        return searched_fields()

    def clean_options(self) -> list[str]:
        return _lines(self.cleaned_data["options"])

    def make(self, by: Actor) -> Configured:
        with transaction.atomic():
            made: Any = super().make(by)
            for name in self.cleaned_data["options"] if made.has_options else ():
                try:
                    make_option(made, {_language(): name}, by=by)
                except SettingRefused as refused:
                    raise SettingRefused(str(refused.message), field="options") from None
        return made  # type: ignore[no-any-return]


class OptionsForm(forms.Form):
    """All options of a field that are in use, a new one, and several at once from a list."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    pasted = forms.CharField(label=_("Several at once, one a line"), required=False, widget=LINES)

    def __init__(self, *args: Any, asked: CustomField, **kwargs: Any) -> None:
        self.asked = asked
        self.all = options_of(asked)
        self.rows = [one for one in self.all if not one.is_retired]
        names = {one.word: one.names for one in self.rows}
        kwargs |= {"initial": {"seen": json.dumps(names)}, "auto_id": "id_option_%s"}
        super().__init__(*args, **kwargs)
        for word, known in [*names.items(), ("", {})]:
            for code, language in LANGUAGE_NAMES.items():
                label = _("New option, %(language)s") if not word else _("%(option)s, %(language)s")
                said = {"option": _row_name(self.rows, word), "language": language}
                self.fields[_named(word, code)] = forms.CharField(
                    label=label % said,
                    required=False,
                    max_length=LONGEST_NAME,
                    initial=known.get(code, ""),
                    widget=forms.TextInput(attrs={"lang": code}),
                )

    @property
    def drawn(self) -> list[tuple[FieldOption | None, str, list[forms.BoundField]]]:
        """The rows with their fields per language, the empty one for a new option last."""
        rows: list[tuple[FieldOption | None, str]] = [*((one, one.word) for one in self.rows), (None, "")]
        return [(row, word, [self[_named(word, code)] for code in LANGUAGE_NAMES]) for row, word in rows]

    @property
    def languages(self) -> list[str]:
        return list(LANGUAGE_NAMES.values())

    @property
    def retired(self) -> list[FieldOption]:
        return [one for one in self.all if one.is_retired]

    def clean_pasted(self) -> list[str]:
        return _lines(self.cleaned_data["pasted"])

    def save(self, by: Actor) -> bool:
        """Everything or, when one of them is refused, nothing: then it is said at its field."""
        where = ""
        try:
            with transaction.atomic():
                for row in self.rows:
                    where = _named(row.word, _language())
                    change_configured(row, {"names": self._names(row.word)}, seen=self._seen(row), by=by)
                where = _named("", _language())
                if names := self._names(""):
                    make_option(self.asked, names, by=by)
                where = "pasted"
                for name in self.cleaned_data["pasted"]:
                    make_option(self.asked, {_language(): name}, by=by)
        except SettingRefused as refused:
            self.add_error(where, str(refused.message))
            return False
        return True

    def _names(self, word: str) -> dict[str, str]:
        found = {code: self.cleaned_data.get(_named(word, code), "") for code in LANGUAGE_NAMES}
        return {code: name for code, name in found.items() if name}

    def _seen(self, row: FieldOption) -> Mapping[str, Any]:
        """What the editor had before them; what can't be read is what is there now."""
        try:
            return {"names": json.loads(self.cleaned_data["seen"])[row.word]}
        except (ValueError, KeyError, TypeError):
            return {"names": row.names}


def _named(word: str, language: str) -> str:
    return f"{word or 'new'}-{'names' if word else 'name'}_{language}"


def _row_name(rows: list[FieldOption], word: str) -> str:
    return next((one.name for one in rows if one.word == word), "")


def _lines(text: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_AT_ONCE:
        raise forms.ValidationError(_("At most %(most)d at once."), params={"most": MOST_AT_ONCE})
    return lines


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]
