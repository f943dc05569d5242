"""The automations of the demo world, as an administrator would write them (R19-R32).

What rules make speaks the language of the ticket, which is that of the shop where its order was placed: Czech and
Polish by rules of their own, and English for customers from elsewhere.
"""

from typing import Any

Draft = dict[str, Any]


def _status_becomes(*codes: str) -> Draft:
    return {
        "kind": "ticket.status_changed",
        "where": {"version": 1, "all": [{"field": "new", "op": "is", "value": list(codes)}]},
    }


def _activity(name: str, *, days: int, user: int | None = None) -> Draft:
    """An activity for `user`, or for the ticket's agent."""
    who: Draft = {"assignee": "user", "user": user} if user else {"assignee": "agent"}
    return {"step": "create_activity", "name": name, "due": {"days": days}} | who


def _deadline(name: str, ticket_type: str, days: int) -> Draft:
    return {
        "name": name,
        "on": {"kind": "ticket.created"},
        "when": {"version": 1, "all": [{"field": "type", "op": "is", "value": [ticket_type]}]},
        "steps": [{"step": "set_deadline", "days": days}],
    }


CZECH = {
    "Deadline of claims": "Termín reklamací",
    "Deadline of returns": "Termín vratek",
    "Claim intake": "Příjem reklamací",
    "Check claim content": "Zkontrolovat obsah reklamace",
    "Parcel watch": "Hlídání zásilek",
    "Check shipment delivery": "Ověřit doručení zásilky",
    "Goods in: claims": "Příjem zboží: reklamace",
    "Assess the claim": "Posoudit reklamaci",
    "Goods in: returns": "Příjem zboží: vratky",
    "Inspect the parcel": "Prohlédnout obsah zásilky",
    "Refund": "Vrácení peněz",
    "Pay the refund": "Vyplatit vrácené peníze",
    "Late assessment": "Opožděné posouzení",
    "VIP": "VIP, česky",
    "Call the customer": "Zavolat zákazníkovi",
    "After closing": "Po uzavření",
    "Check customer satisfaction": "Ověřit spokojenost zákazníka",
    "Supplier watch": "Hlídání dodavatelů",
    "Remind the supplier": "Připomenout se dodavateli",
    "Hand-over": "Předání",
    "Read what happened so far": "Přečíst, co se dosud stalo",
}
POLISH = {
    "Deadline of claims": "Termin reklamacji",
    "Deadline of returns": "Termin zwrotów",
    "Claim intake": "Przyjęcie reklamacji",
    "Check claim content": "Sprawdzić treść reklamacji",
    "Parcel watch": "Pilnowanie paczek",
    "Check shipment delivery": "Sprawdzić dostawę przesyłki",
    "Goods in: claims": "Przyjęcie towaru: reklamacje",
    "Assess the claim": "Ocenić reklamację",
    "Goods in: returns": "Przyjęcie towaru: zwroty",
    "Inspect the parcel": "Obejrzeć zawartość paczki",
    "Refund": "Zwrot pieniędzy",
    "Pay the refund": "Wypłacić zwrot",
    "Late assessment": "Spóźniona ocena",
    "VIP": "VIP, po polsku",
    "Call the customer": "Zadzwonić do klienta",
    "After closing": "Po zamknięciu",
    "Check customer satisfaction": "Sprawdzić zadowolenie klienta",
    "Supplier watch": "Pilnowanie dostawców",
    "Remind the supplier": "Przypomnieć dostawcy",
    "Hand-over": "Przekazanie",
    "Read what happened so far": "Przeczytać, co się dotąd działo",
}


WORDS = {"cs": CZECH, "pl": POLISH}
INSTEAD = {"cs": "jiri", "pl": "ewa"}
"""Who is reminded of suppliers where the English rule names somebody who has left."""


def drafts(people: dict[str, int]) -> list[Draft]:
    """The rules in their order; `people` are the numbers of the colleagues by key."""
    return [rule for draft in _drafts(people) for rule in _in_each_language(draft, people)]


def _in_each_language(draft: Draft, people: dict[str, int]) -> list[Draft]:
    translated = [_in(language, _for(draft, "is", [language]), people) for language in WORDS]
    return [_for(draft, "is_not", [*WORDS]), *translated]


def _for(draft: Draft, op: str, languages: list[str]) -> Draft:
    """The rule for tickets in, or not in, these languages. A rule on activities knows them by their names."""
    if draft["on"]["kind"].startswith("activity."):
        return draft
    asked = draft.get("when", {"version": 1, "all": []})["all"]
    return draft | {"when": {"version": 1, "all": [*asked, {"field": "language", "op": op, "value": languages}]}}


def _in(language: str, draft: Draft, people: dict[str, int]) -> Draft:
    """The same rule in another language."""
    words, instead = WORDS[language], people[INSTEAD[language]]
    steps = [step | ({"name": words[step["name"]]} if "name" in step else {}) for step in draft["steps"]]
    steps = [step | ({"user": instead} if step.get("user") == people["adam"] else {}) for step in steps]
    on = draft["on"]
    if on["kind"].startswith("activity."):
        asked = [one | {"value": words[one["value"]]} for one in on["where"]["all"]]
        on = on | {"where": {"version": 1, "all": asked}}
    return draft | {"name": words[draft["name"]], "steps": steps, "on": on}


def _drafts(people: dict[str, int]) -> list[Draft]:
    return [
        _deadline("Deadline of claims", "warranty_claim", 30),
        _deadline("Deadline of returns", "return", 14),
        {
            "name": "Claim intake",
            "on": {"kind": "ticket.created"},
            "when": {"version": 1, "all": [{"field": "type", "op": "is", "value": ["warranty_claim"]}]},
            "steps": [_activity("Check claim content", days=1, user=people["jiri"])],
        },
        {
            "name": "Parcel watch",
            "on": _status_becomes("warranty_claim.waiting_return", "return.waiting_return"),
            "steps": [_activity("Check shipment delivery", days=7)],
        },
        {
            "name": "Goods in: claims",
            "on": _status_becomes("warranty_claim.goods_received"),
            "steps": [_activity("Assess the claim", days=2, user=people["tomas"])],
        },
        {
            "name": "Goods in: returns",
            "on": _status_becomes("return.goods_received"),
            "steps": [_activity("Inspect the parcel", days=1, user=people["tomas"])],
        },
        {
            "name": "Refund",
            "on": _status_becomes("warranty_claim.approved_refund", "return.approved_refund"),
            "steps": [_activity("Pay the refund", days=3, user=people["lucie"])],
        },
        {
            "name": "Late assessment",
            "on": {
                "kind": "activity.expired",
                "where": {"version": 1, "all": [{"field": "name", "op": "is", "value": "Assess the claim"}]},
            },
            "steps": [{"step": "change_priority", "priority": "high"}],
        },
        {
            "name": "VIP",
            "on": {
                "kind": "ticket.tag_added",
                "where": {"version": 1, "all": [{"field": "tag", "op": "is", "value": ["vip"]}]},
            },
            "steps": [_activity("Call the customer", days=1)],
        },
        {
            "name": "After closing",
            "on": {"kind": "ticket.closed"},
            "when": {"version": 1, "all": [{"field": "type", "op": "is", "value": ["warranty_claim"]}]},
            "steps": [_activity("Check customer satisfaction", days=14)],
        },
        {
            "name": "Supplier watch",
            "on": _status_becomes("warranty_claim.waiting_supplier"),
            "steps": [_activity("Remind the supplier", days=5, user=people["adam"])],
        },
        {
            "name": "Hand-over",
            "on": {"kind": "ticket.agent_changed"},
            "steps": [_activity("Read what happened so far", days=1)],
            "is_on": False,
        },
    ]
