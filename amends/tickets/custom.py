"""Custom fields as they are asked: as fields of the vocabulary, and on the form of a type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Index, OuterRef
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from amends.kit.refusals import Refused
from amends.kit.search import InfixSearch, Trigrams
from amends.kit.translated import pick, say
from amends.tickets.catalogue import Section, branches, custom
from amends.tickets.kinds import chooser_of, is_nothing, kind_of
from amends.tickets.models import CustomField, FieldType, Reader, Scope, TicketItem, TicketType
from amends.vocabulary import Field, types
from amends.vocabulary.lefts import Folded
from amends.vocabulary.problems import BadValue, Text

PREFIX = "custom_"
"""Before the code, so that no field of a later version of Amends is called as one of the shop's."""
GROUP, GROUP_OF_PRODUCTS = _("Custom fields"), _("Custom fields of products")
ONLY_FOR_TICKETS = (FieldType.CHOICES, FieldType.FILE)
"""Types that a product has no fields of: its other fields can all be asked of the rows of a ticket."""


class CustomRefused(Refused):
    """A custom field can't have this value; `field` says which."""

    code = "custom_refused"


def in_vocabulary(code: str) -> str:
    return PREFIX + code


def check_value(asked: CustomField, raw: Any) -> Any:
    """What is kept of a value that was given; None for none. Raises BadValue with a sentence."""
    if is_nothing(raw):
        return None
    kept = kind_of(asked).check(raw)
    known = _choosable(asked)
    if known is not None:
        for one in kept if isinstance(kept, list) else [kept]:
            if one not in known:
                raise BadValue(say(_("There is no “%(value)s” to choose."), value=str(one)[:60]))
    return kept or None if isinstance(kept, list) else kept


def _choosable(asked: CustomField) -> set[str] | None:
    if asked.has_options:
        return {one.code for one in custom().options.get(asked.code, ()) if not one.is_retired}
    if asked.type == FieldType.BRANCH:
        return {code for code, one in branches().items() if not one.is_retired}
    return None


def plain_text(kept: Any) -> str:
    """What is kept, as one text: codes with commas between them, the name of a file."""
    if kept is None:
        return ""
    if isinstance(kept, bool):
        return "yes" if kept else "no"
    if isinstance(kept, list):
        return ", ".join(map(str, kept))
    return str(kept["name"]) if isinstance(kept, dict) else str(kept)


def names_of(asked: CustomField, *values: Any) -> dict[str, dict[str, str]]:
    """The names per language of the things that are chosen in these values."""
    codes = {str(one) for kept in values if kept for one in (kept if isinstance(kept, list) else [kept])}
    if asked.has_options:
        return {one.code: one.names for one in custom().options.get(asked.code, ()) if one.code in codes}
    if asked.type == FieldType.BRANCH:
        return {code: one.names for code, one in branches().items() if code in codes}
    return {}


# --- Fields of the vocabulary -----------------------------------------------------------------------------------------


def _labelled(asked: CustomField) -> Text:
    return cast(Promise, lazy(lambda: _label(asked), str)())


def _label(asked: CustomField) -> str:
    return str(say(_("%(field)s (retired)"), field=asked.name)) if asked.is_retired else asked.name


def vocabulary_field(asked: CustomField, change: Any = None) -> Field:
    """One custom field as filters, columns, rules and programs know it. `change` makes the step that sets it."""
    kind = kind_of(asked)
    if asked.is_of_product:
        return _of_products(asked)
    expression = kind.expression(asked.code)
    return Field(
        in_vocabulary(asked.code),
        _labelled(asked),
        kind.type,
        expression=expression,
        chooser=chooser_of(asked),
        read=lambda ticket: read_value(asked, ticket.custom),
        group=GROUP,
        lines=asked.type == FieldType.LINES,
        searched=Folded(expression) if asked.is_ready and kind.is_text else None,
        change=None if asked.is_retired or asked.type == FieldType.FILE else change,
    )


def _of_products(asked: CustomField) -> Field:
    """What any product of the ticket has in it: choices like the tags, the rest for lists only."""
    kind, chosen = kind_of(asked), chooser_of(asked)

    def rows() -> Any:
        found = TicketItem.objects.filter(ticket=OuterRef("pk")).annotate(kept_value=kind.expression(asked.code))
        return found.filter(kept_value__isnull=False)

    def read(ticket: Any) -> list[Any]:
        if ticket.pk is None:  # not made yet, so nothing hangs on it
            return []
        values = (read_value(asked, item.custom) for item in ticket.items.all())
        return [value for value in values if value is not None]

    return Field(
        in_vocabulary(asked.code),
        _labelled(asked),
        types.CHOICES if chosen else kind.type,
        exists=rows,
        column="kept_value",
        chooser=chosen,
        read=read if chosen else None,
        group=GROUP_OF_PRODUCTS,
    )


def read_value(asked: CustomField, values: Mapping[str, Any]) -> Any:
    kept = values.get(asked.code)
    return None if kept is None else kind_of(asked).read(kept)


# --- The indexes of fields that are kept ready to search --------------------------------------------------------------


def indexes_of(asked: CustomField) -> list[Index]:
    """In the order of lists, so that a page of those that have a value is read as it stands. For texts another one
    finds any part. Of all tickets: of an index over some of them PostgreSQL believes no statistics."""
    kind, name = kind_of(asked), f"tickets_custom_{asked.pk}"
    expression = kind.expression(asked.code)
    if asked.type == FieldType.CHOICES:
        return [GinIndex(expression, name=name)]
    value = Folded(expression) if kind.is_text else expression
    by_value = Index(value, F("created_at").desc(), F("id").desc(), name=name)
    return [by_value, InfixSearch(Trigrams(Folded(expression)), name=f"{name}_text")] if kind.is_text else [by_value]


# --- Forms ------------------------------------------------------------------------------------------------------------


@dataclass
class Given:
    """What was given to the fields of a form: what is kept of it, and what is wrong, both by the code of the field."""

    kept: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Text] = field(default_factory=dict)

    def insist(self, prefix: str = "custom") -> dict[str, Any]:
        """What is kept. Raises CustomRefused for the first problem."""
        for code, sentence in self.problems.items():
            raise CustomRefused(sentence, field=f"{prefix}.{code}")  # type: ignore[arg-type]
        return self.kept


def check_form(type: TicketType, raw: Mapping[str, Any], *, scope: str, reader: str = Reader.STAFF) -> Given:
    """The values given to a new ticket, or to one of its products."""
    given = Given()
    placed = {code: one for code, one in custom().placed(type, reader).items() if one.field.scope == scope}
    for code in raw:
        if code not in placed and not is_nothing(raw[code]):
            given.problems[code] = not_asked(code, type)
    for code, one in placed.items():
        try:
            kept = check_value(one.field, raw.get(code))
        except BadValue as bad:
            sentence = _("%(field)s: %(problem)s")
            given.problems[code] = say(sentence, field=one.label, problem=bad.sentence)
            continue
        if kept is not None:
            given.kept[code] = kept
        elif one.is_required:
            given.problems[code] = say(_("%(field)s: this has to be filled in."), field=one.label)
    return given


def not_asked(code: str, type: TicketType) -> Text:
    asked = custom().fields.get(code)
    words = {"field": asked.name if asked else code[:60], "type": type.name}
    return say(_("%(field)s is not asked of tickets of the type %(type)s."), **words)


def sections_of(type: TicketType, scope: str = Scope.TICKET, reader: str = Reader.STAFF) -> Sequence[Section]:
    """The parts of a form with fields in them."""
    return [one for one in custom().form(type, reader) if one.placed and one.section.scope == scope]


def said(asked: CustomField, kept: Any) -> str:
    """What is kept, in the reader's words."""
    if kept is None:
        return ""
    if isinstance(kept, bool):
        return pgettext("answer", "Yes") if kept else pgettext("answer", "No")
    names = names_of(asked, kept)
    if names or asked.has_options:
        codes = kept if isinstance(kept, list) else [kept]
        return ", ".join(pick(names[code]) if code in names else str(code) for code in codes)
    return plain_text(kept)


def custom_form_count(type: TicketType, reader: str) -> int:
    """How many fields stand on a form."""
    return len(custom().placed(type, reader))


def types_that_ask(asked: CustomField) -> list[tuple[int, str]]:
    """(type, reader) of the forms it stands on."""
    return [form for form in custom().forms if asked.code in custom().placed(*form)]
