"""The fields of a shop's own as controls of a form: of a new ticket, and of each of its products (R65, R66).

What was written stays as it was written until it is refused or taken; what a field of another type was given travels on
in hidden controls, so that it is there again when the type is switched back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from amends.files.access import get_file_for
from amends.files.actions import FileRefused, store_file
from amends.files.models import File
from amends.journal.actors import Actor
from amends.kit.refusals import NotThere
from amends.people.models import User
from amends.tickets.catalogue import Section, branches, custom
from amends.tickets.custom import check_value
from amends.tickets.models import CustomField, FieldPlacement, FieldType
from amends.vocabulary.problems import BadValue
from amends.web.tickets.forms import DayInput

NAME = "field-"
"""What the names of the controls begin with, in a product's row behind the key of the row."""
WIDE = (FieldType.LINES, FieldType.CHOICES, FieldType.FILE)
_CONTROLS: dict[str, dict[str, str]] = {
    FieldType.NUMBER: {"inputmode": "decimal"},
    FieldType.MONEY: {"inputmode": "decimal"},
    FieldType.URL: {"inputmode": "url"},
    FieldType.EMAIL: {"inputmode": "email"},
    FieldType.PHONE: {"type": "tel"},
}


def widget_for(asked: CustomField, chosen: Iterable[str] = ()) -> forms.Widget:
    """The control of a field; what is `chosen` is offered even when it is retired."""
    if asked.has_options:
        rows = {one.code: one for one in custom().options.get(asked.code, ())}
    elif asked.type == FieldType.BRANCH:
        rows = dict(branches())  # type: ignore[arg-type]
    else:
        return _plain_widget(asked)
    kept = set(chosen)
    offered = [(code, one.name) for code, one in rows.items() if not one.is_retired or code in kept]
    if asked.type == FieldType.CHOICES:
        return forms.CheckboxSelectMultiple(choices=offered)
    return forms.Select(choices=[("", _("None")), *offered])


def _plain_widget(asked: CustomField) -> forms.Widget:
    if asked.type == FieldType.FLAG:
        answers = [("yes", pgettext("answer", "Yes")), ("no", pgettext("answer", "No"))]
        return forms.Select(choices=[("", _("None")), *answers])
    if asked.type == FieldType.LINES:
        return forms.Textarea(attrs={"rows": 3})
    if asked.type == FieldType.DATE:
        return DayInput()
    if asked.type == FieldType.FILE:
        return forms.FileInput()
    return forms.TextInput(attrs=dict(_CONTROLS.get(asked.type, {})))


class Control(forms.Field):
    """One custom field. Cleaned, it has what is kept of its value; None for none."""

    def __init__(self, placed: FieldPlacement, chosen: Iterable[str], file: File | None) -> None:
        self.asked, self.file = placed.field, file
        super().__init__(
            label=placed.label,
            help_text=placed.field.help,
            required=placed.is_required,
            widget=widget_for(placed.field, chosen),
        )
        self.widget.attrs.pop("required", None)

    def clean(self, value: Any) -> Any:
        if self.asked.type == FieldType.FILE:
            value = {"file": str(self.file.pk), "name": self.file.name} if self.file else None
        try:
            kept = check_value(self.asked, value)
        except BadValue as bad:
            raise forms.ValidationError(str(bad.sentence)) from None
        if kept is None and self.required:
            raise forms.ValidationError(gettext_lazy("This has to be filled in."))
        return kept


@dataclass(frozen=True)
class Part:
    """A section of the form, as it is drawn."""

    name: str
    fields: Sequence[tuple[BoundField, str, File | None]]
    """Each with the class of its place, and the file that it has already."""


class CustomForm(forms.Form):
    """The custom fields of a form. `data` is what was posted so far; unchecked, nothing is complained about yet.

    `start` is what the names of its controls begin with.
    """

    use_required_attribute = False

    def __init__(
        self,
        sections: Sequence[Section],
        data: Mapping[str, Any],
        *,
        user: User,
        start: str = NAME,
        files: Mapping[str, Any] | None = None,
        is_checked: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.sections, self.start, self.user = sections, start, user
        self.sent: Any = data
        values = dict(initial or {})
        super().__init__(data if is_checked else None, initial=values)
        self.file_problems: list[str] = []
        for section in sections:
            for placed in section.placed:
                self._add(placed, values, files or {})

    def _add(self, placed: FieldPlacement, values: dict[str, Any], files: Mapping[str, Any]) -> None:
        asked, name = placed.field, f"{self.start}{placed.field.code}"
        many = asked.type == FieldType.CHOICES
        written = (self.sent.getlist(name) if many else self.sent.get(name)) if name in self.sent else None
        if written is None:
            written = values.get(asked.code)
        chosen = written if isinstance(written, list) else [str(written or "")]
        file = self._file(name, files.get(name)) if asked.type == FieldType.FILE else None
        self.fields[name] = Control(placed, chosen, file)
        self.initial[name] = _shown(written)

    def _file(self, name: str, upload: Any) -> File | None:
        """What came with this request, or was kept before."""
        if upload is not None:
            try:
                return store_file(upload, by=Actor.person(self.user))
            except FileRefused as refusal:
                self.file_problems.append(str(refusal))
        kept = self.sent.get(f"{name}-kept")
        try:
            return get_file_for(self.user, UUID(kept)) if kept else None
        except (ValueError, NotThere):
            return None

    @property
    def parts(self) -> list[Part]:
        return [
            Part(
                section.section.name,
                [self._drawn(placed) for placed in section.placed],
            )
            for section in self.sections
        ]

    def _drawn(self, placed: FieldPlacement) -> tuple[BoundField, str, File | None]:
        bound = self[f"{self.start}{placed.field.code}"]
        control: Any = bound.field
        return bound, "g12" if placed.field.type in WIDE else "g6 m12", control.file

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of the values, by the code of the field; of what is wrong nothing."""
        found = {}
        for name, control in self.fields.items():
            written = self.cleaned_data.get(name) if self.is_bound and self.is_valid() else self.initial.get(name)
            try:
                kept = control.clean(written)
            except forms.ValidationError:
                continue
            if kept is not None:
                found[name.removeprefix(self.start)] = kept
        return found

    @cached_property
    def carried(self) -> list[tuple[str, str]]:
        """What was given to fields that are not on this form."""
        return [
            (name, value)
            for name in self.sent
            if name.startswith(self.start) and name not in self.fields and name.removesuffix("-kept") not in self.fields
            for value in self.sent.getlist(name)
            if value
        ]


def _shown(written: Any) -> Any:
    if isinstance(written, bool):
        return "yes" if written else "no"
    return written
