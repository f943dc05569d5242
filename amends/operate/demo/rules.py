"""The automations of the demo world, as an administrator would write them (R19-R32)."""

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


def drafts(people: dict[str, int]) -> list[Draft]:
    """The rules in their order; `people` are the numbers of the colleagues by key."""
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
