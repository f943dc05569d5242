"""What the page of a form draws: the form as people will see it, the fields that are not on it, what is chosen."""

import json
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import QueryDict

from amends.journal.events import Audience
from amends.journal.queries import Line, history
from amends.people.models import User
from amends.tickets import catalogue
from amends.tickets.catalogue import custom
from amends.tickets.custom import custom_form_count
from amends.tickets.kinds import kind_of
from amends.tickets.models import CustomField, FieldPlacement, FormSection, Reader, TicketType
from amends.tickets.queries import ticket_types
from amends.web.custom_fields.layouts import Arranging
from amends.web.custom_fields.pages import listed_fields
from amends.web.shell.preferences import LANGUAGE_NAMES
from amends.web.tickets.custom_form import WIDE, CustomForm

CHANGES = 5
"""Changes of the form that its page shows."""


@dataclass(frozen=True)
class Card:
    """A field on the form."""

    field: CustomField
    label: str
    icon: str
    is_required: bool
    bound: BoundField
    css: str
    is_chosen: bool


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    number: int
    section: FormSection
    cards: list[Card]
    is_chosen: bool


def shown(user: User, type: TicketType, reader: str, draft: Arranging, chosen: str) -> dict[str, Any]:
    parts = _parts(user, draft, chosen)
    on_form = {card.field.code for part in parts for card in part.cards}
    listed = [one for one in listed_fields() if not one.field.is_retired]
    card = next((card for part in parts for card in part.cards if card.is_chosen), None)
    part = next((part for part in parts if part.is_chosen), None)
    return {
        "type": type,
        "types": [one for one in ticket_types() if not one.is_retired or one == type],
        "reader": reader,
        "readers": [(code, label, custom_form_count(type, code)) for code, label in Reader.choices],
        "parts": parts,
        "missing": [one for one in listed if one.field.code not in on_form],
        "there": [one for one in listed if one.field.code in on_form],
        "layout": json.dumps(draft.sections),
        "chosen": chosen if card or part else "",
        "card": card,
        "part": part,
        "names": _names(draft, card, part),
        "changes": _changes(type, reader),
    }


def _parts(user: User, draft: Arranging, chosen: str) -> list[Part]:
    known = custom().fields
    parts = []
    for number, made in enumerate(draft.sections):
        section = FormSection(names=made["names"], scope=made["scope"])
        placed = [
            FieldPlacement(field=known[one["field"]], is_required=one["required"], names=one["names"])
            for one in made["fields"]
            if one["field"] in known
        ]
        drawn = CustomForm([catalogue.Section(section, tuple(placed))], QueryDict(), user=user, start=f"like-{number}-")
        cards = [_card(drawn, one, chosen) for one in placed]
        parts.append(Part(number, section, cards, is_chosen=chosen == f"section:{number}"))
    return parts


def _card(drawn: CustomForm, placed: FieldPlacement, chosen: str) -> Card:
    return Card(
        placed.field,
        placed.label,
        kind_of(placed.field).icon,
        placed.is_required,
        drawn[f"{drawn.start}{placed.field.code}"],
        "g12" if placed.field.type in WIDE else "g6 m12",
        is_chosen=chosen == f"field:{placed.field.code}",
    )


def _names(draft: Arranging, card: Card | None, part: Part | None) -> list[tuple[str, str, str]]:
    """Of what is chosen the text in each language: code, language, text."""
    names: dict[str, str] = {}
    if part is not None:
        names = part.section.names
    elif card is not None and (place := draft.place_of(card.field.code)):
        names = draft.sections[place[0]]["fields"][place[1]]["names"]
    return [(code, language, names.get(code, "")) for code, language in LANGUAGE_NAMES.items()]


def _changes(type: TicketType, reader: str) -> list[Line]:
    lines = history(about=("ticket_type", type.pk), audience=Audience.STAFF, kinds=("form.arranged",), limit=50)
    return [line for line in lines if line.event.payload["reader"] == reader][:CHANGES]
