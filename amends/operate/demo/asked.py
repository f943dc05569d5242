"""What the shops of the demo world ask besides (R66): fields of their own, on the forms of both types, and answers."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from amends.configured.actions import make_configured
from amends.journal.actors import Actor
from amends.operate.demo.plot import Matter
from amends.tickets.actions import PlacedDraft, SectionDraft, arrange_form, make_option
from amends.tickets.models import CustomField, FieldType, Reader, Scope, TicketType

ACCOUNTS = {"cs": "CZ6508000000192000145399", "pl": "PL61109010140000071219812874", "en": "IE29AIBK93115212345678"}
"""The examples that stand in the register of IBANs."""
WISHES = {
    "repair": {"en": "Repair", "cs": "Opravu", "pl": "Naprawy"},
    "exchange": {"en": "A new piece", "cs": "Nový kus", "pl": "Nowej sztuki"},
    "money_back": {"en": "Money back", "cs": "Vrácení peněz", "pl": "Zwrotu pieniędzy"},
}
FIELDS: dict[str, dict[str, Any]] = {
    "wish": {
        "type": FieldType.CHOICE,
        "names": {"en": "Customer asks for", "cs": "Zákazník žádá", "pl": "Klient żąda"},
    },
    "first_use": {
        "type": FieldType.DATE,
        "names": {"en": "Date of first use", "cs": "Datum prvního použití", "pl": "Data pierwszego użycia"},
    },
    "serial_number": {
        "type": FieldType.TEXT,
        "scope": Scope.PRODUCT,
        "names": {"en": "Serial number", "cs": "Výrobní číslo", "pl": "Numer seryjny"},
        "helps": {"en": "On the plate below", "cs": "Na štítku zespodu", "pl": "Na tabliczce od spodu"},
    },
    "refund_account": {
        "type": FieldType.IBAN,
        "names": {"en": "Account for the refund", "cs": "Účet pro vrácení peněz", "pl": "Konto do zwrotu pieniędzy"},
    },
}
CLAIM = {"en": "The claim", "cs": "K reklamaci", "pl": "O reklamacji"}
REFUND = {"en": "Refund", "cs": "Vrácení peněz", "pl": "Zwrot pieniędzy"}


@dataclass(frozen=True)
class Answers:
    """What a customer said to the fields of the ticket, and to those of its product."""

    ticket: dict[str, Any]
    product: dict[str, Any]


def ask(by: Actor) -> None:
    """Make the fields and put them on the forms."""
    for code, values in FIELDS.items():
        field = make_configured(CustomField, values, by=by, code=code)
        for option, names in WISHES.items() if field.has_options else ():
            make_option(field, names, by=by, code=option)
    claims = [
        SectionDraft(names=CLAIM, placed=[PlacedDraft("wish"), PlacedDraft("first_use")]),
        SectionDraft(scope=Scope.PRODUCT, placed=[PlacedDraft("serial_number")]),
    ]
    returns = [SectionDraft(names=REFUND, placed=[PlacedDraft("refund_account")])]
    for type, sections in (("warranty_claim", claims), ("return", returns)):
        arrange_form(TicketType.objects.get(code=type), Reader.STAFF, sections, by=by)


def answers(matter: Matter) -> Answers:
    """The same for the same ticket; some customers leave something out."""
    random = Random(f"{matter.purchase.code} {matter.created_at:%Y-%m-%d}")  # noqa: S311 - a plot, not a secret
    if matter.type == "return":
        account = ACCOUNTS[matter.purchase.language] if random.random() < 0.8 else None
        return Answers({"refund_account": account}, {})
    said: dict[str, Any] = {"wish": f"wish.{random.choice(list(WISHES))}"}
    if random.random() < 0.7:
        used = min(matter.purchase.placed_at + timedelta(days=random.randrange(3, 9)), matter.created_at)
        said["first_use"] = used.date()
    serial = f"{matter.article.code}-{random.randrange(10**6):06d}" if random.random() < 0.6 else None
    return Answers(said, {"serial_number": serial})
