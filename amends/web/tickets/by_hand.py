"""The fields of a ticket that no property of its own shows: drawn from their declaration, to be changed in place.

Their forms come when they are opened (`field_changes`). What cannot be changed is text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.kit.markup import joined, markup
from amends.people.models import User
from amends.tickets.access import visible_tickets
from amends.tickets.catalogue import custom
from amends.tickets.custom import PREFIX
from amends.tickets.models import Reader, Ticket
from amends.vocabulary import Field
from amends.vocabulary.changing import changeable_fields
from amends.vocabulary.fields import vocabulary_of
from amends.vocabulary.plain import Row, Words, key_of, plain
from amends.web.columns import Sight, column_of
from amends.web.templatetags.parts import icon
from amends.web.templatetags.values import phone
from amends.web.tickets.menus import NONE, Html
from amends.web.tickets.properties import PROPERTIES

PLACED = ("subject", "customer", "email", "phone", "order_code", "carrier")
"""Those that have a place of their own on the page; what else can be changed stands under Details."""
ABOVE = {one.field or one.code for one in PROPERTIES}
"""The fields that have a property."""


@dataclass(frozen=True)
class ByHand:
    """What the page shows of them: a row or a button by the field's code, and the rows under Details."""

    placed: Mapping[str, SafeString]
    details: SafeString
    custom: SafeString
    """The fields that are asked of tickets of this type, and those it has a value of."""


def by_hand(user: User, ticket: Ticket) -> ByHand:
    """Drawn for one ticket: no query but one where fields of the installation have to be read."""
    fields = vocabulary_of("ticket").fields
    asked = _custom(fields, ticket)
    shown = [fields[code] for code in PLACED if code in fields] + _details(fields) + asked
    row = _row_of(user, ticket, shown)
    words = Words(shown)
    words.look_up([row])
    drawing = _Drawing(ticket.number, reverse("tickets:ticket", args=[ticket.number]), row, Sight(words))
    placed = {code: drawing.line(fields[code]) for code in PLACED if code in fields}
    placed |= {code: drawing.button(fields[code]) for code in ("subject", "customer")}
    return ByHand(
        placed, joined(drawing.line(one) for one in _details(fields)), joined(drawing.line(one) for one in asked)
    )


def _details(fields: Mapping[str, Field]) -> list[Field]:
    """Whatever else may be changed, and what the installation has made for itself."""
    declared = vocabulary_of("ticket").declared
    rest = (one for code, one in fields.items() if code not in ABOVE and code not in PLACED)
    return [one for one in rest if (one.change or one.code not in declared) and not _is_custom(one)]


def _is_custom(field: Field) -> bool:
    return field.code.startswith(PREFIX) and field.code.removeprefix(PREFIX) in custom().fields


def _custom(fields: Mapping[str, Field], ticket: Ticket) -> list[Field]:
    """In the order of the forms, those of the staff's first; then what the ticket has besides."""
    codes = [code for reader in Reader.values for code in custom().placed(ticket.type_id, reader)]
    known = custom().fields
    wanted = [
        code for code in dict.fromkeys([*codes, *ticket.custom]) if code in known and not known[code].is_of_product
    ]
    return [fields[PREFIX + code] for code in wanted if PREFIX + code in fields]


def _row_of(user: User, ticket: Ticket, fields: list[Field]) -> Row:
    at_hand = {one.column: getattr(ticket, one.column) for one in fields if _is_at_hand(one)}
    others = [one for one in fields if not _is_at_hand(one)]
    return {**at_hand, **(plain(visible_tickets(user).filter(pk=ticket.pk), others, user=user).get() if others else {})}


def fields_in_bulk() -> list[Field]:
    """What the bar above a selection has no menu of its own for."""
    return [one for one in changeable_fields("ticket") if one.code not in ABOVE or one.code == "due"]


def _is_at_hand(field: Field) -> bool:
    computed = field.exists or field.expression is not None or field.seen
    return not (computed or field.all_day or "__" in field.column)


@dataclass(frozen=True)
class _Drawing:
    """One ticket's values, drawn. `address` is the ticket's."""

    number: str
    address: str
    row: Row
    sight: Sight

    def line(self, field: Field) -> SafeString:
        said = self._said(field)
        return markup(
            '<dt>{}</dt><dd class="tk-field{}"><span>{}</span>{}</dd>',
            field.label,
            NONE if said else " is-void",
            said or markup('<span class="ink-3">{}</span>', _("None")),
            self.button(field) if field.change else NONE,
        )

    def button(self, field: Field) -> SafeString:
        """Opens the form; without script it holds a link to a page with the form."""
        name = _("Change %(field)s") % {"field": field.label}
        return markup(
            '<details class="menu tk-edit" data-holds="{4}"><summary class="btn btn-bare btn-sm btn-icon"'
            ' id="change-{0}" aria-label="{1}" title="{1}">{2}</summary><div class="dropdown-menu am-pop" hx-get="{3}"'
            ' hx-trigger="toggle from:closest details once" hx-target="this" hx-swap="innerHTML settle:0ms">'
            '<a href="{3}">{1}</a></div></details>',
            field.code,
            name,
            icon("pencil", size="sm"),
            f"{self.address}/fields/{quote(field.code, safe='')}",
            f"{field.code} of {self.number}",
        )

    def _said(self, field: Field) -> Html:
        value = self.row[key_of(field)]
        if value in (None, "", []):
            return NONE
        draw = _LINKS.get(field.code)
        if draw:
            return draw(value)
        if field.type.code in ("moment", "day"):
            return column_of(field).cell(self.row, self.sight)
        return self.sight.words.of(field, self.row)


_LINKS: dict[str, Callable[[str], SafeString]] = {
    "email": lambda value: markup('<a href="mailto:{0}">{0}</a>', value),
    "phone": lambda value: markup('<a href="tel:{}">{}</a>', value, phone(value)),
}
