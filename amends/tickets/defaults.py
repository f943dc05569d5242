"""The workflows that come with Amends: warranty claim and return, with their statuses and allowed ways (R51, R52).

Laid down once, by a migration. Afterwards they are rows that administrators change, so changing this module changes
new installations only.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

Names = dict[str, str]


def _in(en: str, cs: str, pl: str) -> Names:
    return {"en": en, "cs": cs, "pl": pl}


class StatusDraft(NamedTuple):
    code: str
    names: Names
    phase: str
    turn: str
    leads_to: tuple[str, ...]
    refusals: Names = {}


class TypeDraft(NamedTuple):
    code: str
    names: Names
    prefix: str
    icon: str
    colour: str
    queue: str
    reason: Names
    statuses: tuple[StatusDraft, ...]


QUEUES = (
    ("claims", _in("Claims", "Reklamace", "Reklamacje")),
    ("returns", _in("Returns", "Vratky", "Zwroty")),
)

PHASES = (
    ("new", _in("New", "Nové", "Nowe")),
    ("acceptance", _in("Acceptance", "Přijetí", "Przyjęcie")),
    ("resolving", _in("Resolving", "Řešení", "Rozwiązywanie")),
    ("decision", _in("Decision", "Rozhodnutí", "Decyzja")),
    ("resolved", _in("Resolved", "Vyřešeno", "Rozwiązane")),
)
"""The usual phases, which every type begins with."""

_NEW = _in("New", "Nová", "Nowe")
_WAITING_RETURN = _in("Waiting for return", "Čeká na vrácení zboží", "Oczekuje na zwrot towaru")
_RECEIVED = _in("Goods received", "Zboží přijato", "Towar przyjęty")
_WAITING_CUSTOMER = _in("Waiting for customer", "Čeká na zákazníka", "Oczekuje na klienta")
_REFUND = _in("Approved, refund", "Schváleno, vrácení peněz", "Uznane, zwrot pieniędzy")
_REJECTED = _in("Rejected, returning goods", "Zamítnuto, zboží se vrací", "Odrzucone, odsyłamy towar")
_REFUNDED = _in("Refunded", "Peníze vráceny", "Pieniądze zwrócone")
_CLOSED = _in("Closed", "Uzavřeno", "Zamknięte")

_REFUND_FIRST = _in(
    "Refunded needs an approved refund first.",
    "Peníze lze vrátit až po schválení vrácení peněz.",
    "Zwrot pieniędzy wymaga najpierw jego zatwierdzenia.",
)

WARRANTY_CLAIM = TypeDraft(
    code="warranty_claim",
    names=_in("Warranty Claim", "Reklamace", "Reklamacja"),
    prefix="C",
    icon="shield-check",
    colour="#06617d",
    queue="claims",
    reason=_in("Fault", "Závada", "Usterka"),
    statuses=(
        StatusDraft("new", _NEW, "new", "ours", ("waiting_return", "goods_received", "assessing", "waiting_customer")),
        StatusDraft(
            "waiting_return", _WAITING_RETURN, "acceptance", "customer", ("goods_received", "assessing", "rejected")
        ),
        StatusDraft(
            "goods_received",
            _RECEIVED,
            "acceptance",
            "ours",
            ("assessing", "waiting_supplier", "waiting_customer"),
            _in(
                "Goods received comes before the decision: the goods are here already.",
                "Přijetí zboží předchází rozhodnutí: zboží už tu je.",
                "Przyjęcie towaru następuje przed decyzją: towar już tu jest.",
            ),
        ),
        StatusDraft(
            "assessing",
            _in("Assessing", "Posuzuje se", "W ocenie"),
            "resolving",
            "ours",
            ("waiting_supplier", "waiting_customer", "approved_goods", "approved_refund", "rejected"),
        ),
        StatusDraft(
            "waiting_supplier",
            _in("Waiting for supplier", "Čeká na dodavatele", "Oczekuje na dostawcę"),
            "resolving",
            "third",
            ("assessing", "waiting_customer", "approved_goods", "approved_refund", "rejected"),
        ),
        StatusDraft(
            "waiting_customer",
            _WAITING_CUSTOMER,
            "resolving",
            "customer",
            ("waiting_return", "goods_received", "assessing", "waiting_supplier", "rejected"),
        ),
        StatusDraft(
            "approved_goods",
            _in("Approved, sending goods", "Schváleno, posíláme zboží", "Uznane, wysyłamy towar"),
            "decision",
            "ours",
            ("goods_sent", "ready_collection", "assessing"),
        ),
        StatusDraft("approved_refund", _REFUND, "decision", "ours", ("refunded", "assessing")),
        StatusDraft(
            "rejected", _REJECTED, "decision", "ours", ("goods_sent", "ready_collection", "closed", "assessing")
        ),
        StatusDraft(
            "goods_sent",
            _in("Goods sent", "Zboží odesláno", "Towar wysłany"),
            "resolved",
            "third",
            ("closed", "ready_collection"),
            _in(
                "Goods sent needs a decision first: approve or reject the claim.",
                "Odeslání zboží vyžaduje nejprve rozhodnutí: reklamaci schvalte, nebo zamítněte.",
                "Wysyłka towaru wymaga najpierw decyzji: uznaj lub odrzuć reklamację.",
            ),
        ),
        StatusDraft(
            "ready_collection",
            _in("Ready for collection", "K vyzvednutí", "Do odbioru"),
            "resolved",
            "customer",
            ("closed",),
            _in(
                "Ready for collection needs a decision first: approve or reject the claim.",
                "Vyzvednutí vyžaduje nejprve rozhodnutí: reklamaci schvalte, nebo zamítněte.",
                "Odbiór wymaga najpierw decyzji: uznaj lub odrzuć reklamację.",
            ),
        ),
        StatusDraft("refunded", _REFUNDED, "resolved", "closed", ("assessing",), _REFUND_FIRST),
        StatusDraft(
            "closed",
            _CLOSED,
            "resolved",
            "closed",
            ("assessing",),
            _in(
                "Closed needs a decision first: approve or reject the claim.",
                "Uzavření vyžaduje nejprve rozhodnutí: reklamaci schvalte, nebo zamítněte.",
                "Zamknięcie wymaga najpierw decyzji: uznaj lub odrzuć reklamację.",
            ),
        ),
    ),
)

RETURN = TypeDraft(
    code="return",
    names=_in("Return", "Vratka", "Zwrot"),
    prefix="R",
    icon="arrow-back-up",
    colour="#6e409b",
    queue="returns",
    reason=_in("Reason for return", "Důvod vrácení", "Powód zwrotu"),
    statuses=(
        StatusDraft("new", _NEW, "new", "ours", ("waiting_return", "goods_received", "waiting_customer", "rejected")),
        StatusDraft(
            "waiting_return",
            _WAITING_RETURN,
            "acceptance",
            "customer",
            ("goods_received", "waiting_customer", "rejected", "closed"),
        ),
        StatusDraft(
            "goods_received", _RECEIVED, "acceptance", "ours", ("waiting_customer", "approved_refund", "rejected")
        ),
        StatusDraft(
            "waiting_customer",
            _WAITING_CUSTOMER,
            "resolving",
            "customer",
            ("waiting_return", "goods_received", "rejected", "closed"),
        ),
        StatusDraft(
            "approved_refund",
            _REFUND,
            "decision",
            "ours",
            ("refunded", "goods_received"),
            _in(
                "A refund is approved once the goods are here: receive them first.",
                "Vrácení peněz se schvaluje, až zboží dorazí: nejprve je přijměte.",
                "Zwrot pieniędzy zatwierdza się po otrzymaniu towaru: najpierw go przyjmij.",
            ),
        ),
        StatusDraft("rejected", _REJECTED, "decision", "ours", ("goods_received", "closed")),
        StatusDraft("refunded", _REFUNDED, "resolved", "closed", ("goods_received",), _REFUND_FIRST),
        StatusDraft(
            "closed",
            _CLOSED,
            "resolved",
            "closed",
            ("waiting_return", "goods_received"),
            _in(
                "Closed needs an end first: refund the return or reject it.",
                "Uzavření vyžaduje nejprve závěr: vraťte peníze, nebo vratku zamítněte.",
                "Zamknięcie wymaga najpierw zakończenia: zwróć pieniądze lub odrzuć zwrot.",
            ),
        ),
    ),
)

_IN_PROGRESS = _in("In progress", "V řešení", "W toku")
_POSTPONED = _in("Postponed until", "Odloženo do", "Odłożone do")
_MERGED = _in("Merged", "Sloučeno", "Scalone")

HELPDESK = (
    StatusDraft("new", _NEW, "new", "ours", ("in_progress", "waiting_customer", "postponed", "closed", "merged")),
    StatusDraft(
        "in_progress", _IN_PROGRESS, "resolving", "ours", ("waiting_customer", "postponed", "closed", "merged")
    ),
    StatusDraft(
        "waiting_customer", _WAITING_CUSTOMER, "resolving", "customer", ("in_progress", "postponed", "closed", "merged")
    ),
    StatusDraft("postponed", _POSTPONED, "resolving", "third", ("in_progress", "waiting_customer", "closed", "merged")),
    StatusDraft("closed", _CLOSED, "resolved", "closed", ("in_progress",)),
    StatusDraft("merged", _MERGED, "resolved", "closed", ()),
)
"""Six statuses that fit any question, for types that a shop makes itself."""

TYPES = (WARRANTY_CLAIM, RETURN)

GetModel = Callable[[str], Any]
"""From the name of a model to the model: a migration has its own, historical ones."""


def lay_down(get_model: GetModel) -> None:
    """Make the rows of all queues and types."""
    for position, (code, names) in enumerate(QUEUES):
        get_model("Queue").objects.create(code=code, position=position, **_named(get_model("Queue"), names))
    for position, draft in enumerate(TYPES):
        _lay_down_type(get_model, draft, position)


def _named(queue: Any, names: Names) -> dict[str, Any]:
    """The first queues had one name; the migration that gave them one per language goes on from the English."""
    return {"names": names} if any(one.name == "names" for one in queue._meta.get_fields()) else {"name": names["en"]}


def _lay_down_type(get_model: GetModel, draft: TypeDraft, position: int) -> None:
    ticket_type = get_model("TicketType").objects.create(
        code=draft.code,
        names=draft.names,
        prefix=draft.prefix,
        icon=draft.icon,
        colour=draft.colour,
        position=position,
        queue=get_model("Queue").objects.get(code=draft.queue),
        reason_names=draft.reason,
        is_built_in=True,
        **_chosen_beforehand(get_model("TicketType"), position),
    )
    statuses = _lay_down_statuses(get_model, draft, ticket_type)
    transition = get_model("Transition")
    transition.objects.bulk_create(
        transition(type=ticket_type, source=statuses[status.code], target=statuses[target])
        for status in draft.statuses
        for target in status.leads_to
    )
    ticket_type.initial_status = statuses[draft.statuses[0].code]
    ticket_type.save(update_fields=["initial_status"])


def _has(model: Any, column: str) -> bool:
    """Migrations before the one that brings it do without."""
    return any(one.name == column for one in model._meta.get_fields())


def _chosen_beforehand(ticket_type: Any, position: int) -> dict[str, Any]:
    return {"is_default": position == 0} if _has(ticket_type, "is_default") else {}


def lay_down_phases(phase: Any, ticket_type: Any) -> dict[str, Any]:
    """The usual phases of a type, by their word; `phase` is the model."""
    return {
        word: phase.objects.create(type=ticket_type, code=f"{ticket_type.code}.{word}", names=names, position=place)
        for place, (word, names) in enumerate(PHASES)
    }


def _lay_down_statuses(get_model: GetModel, draft: TypeDraft, ticket_type: Any) -> dict[str, Any]:
    status_model = get_model("Status")
    phases: dict[str, Any] = {}  # the first statuses had the word itself
    if status_model._meta.get_field("phase").is_relation:
        phases = lay_down_phases(get_model("Phase"), ticket_type)
    return {
        status.code: status_model.objects.create(
            type=ticket_type,
            code=f"{draft.code}.{status.code}",
            names=status.names,
            phase=phases.get(status.phase, status.phase),
            turn=status.turn,
            position=place,
            refusals=status.refusals,
        )
        for place, status in enumerate(draft.statuses)
    }
