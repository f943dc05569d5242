"""Types of tickets are made, copied and changed (R51, R54, Q30)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amends.configured.actions import change_configured, make_configured
from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.tickets.actions.workflow import change_draft, put_live
from amends.tickets.models import TicketType
from amends.tickets.workflows.plans import Plan, plan_of

LOOK = ("icon", "colour", "digits", "yearly", "queue", "oldest_order_days", "reason_names")
"""What a copy has of the type that it was copied from."""


@transaction.atomic
def make_type(values: Mapping[str, Any], *, plan: Plan, by: Actor) -> TicketType:
    """A new type whose workflow begins as `plan`: live at once when tickets can follow it, else a draft."""
    type = make_configured(TicketType, {**values, "is_default": False}, by=by)
    change_draft(type, lambda _empty: plan, seen=0, by=by)
    if plan.statuses:
        put_live(type, seen=1, by=by)
    type.refresh_from_db()
    if values.get("is_default"):
        type = change_type(type, {"is_default": True}, by=by)
    return type


@transaction.atomic
def copy_type(source: TicketType, values: Mapping[str, Any], *, by: Actor) -> TicketType:
    """A new type with the look and the live workflow of another one."""
    taken = {name: getattr(source, name) for name in LOOK}
    return make_type({**taken, **values}, plan=plan_of(source), by=by)


@transaction.atomic
def change_type(
    type: TicketType, values: Mapping[str, Any], *, by: Actor, seen: Mapping[str, Any] | None = None
) -> TicketType:
    """Give it these values. Exactly one type is chosen beforehand: where this one is to be, the other one is no more.

    Raises SettingRefused.
    """
    all_of_them = {one.pk: one for one in TicketType.objects.select_for_update().order_by("pk")}
    type = all_of_them[type.pk]
    if values.get("is_default", type.is_default) != type.is_default:
        _check_default(type)
        for other in all_of_them.values():
            if other.is_default and other.pk != type.pk:
                change_configured(other, {"is_default": False}, by=by)
    return change_configured(type, values, by=by, seen=seen)


def _check_default(type: TicketType) -> None:
    if type.is_default:
        raise SettingRefused(_("One type is always chosen beforehand. Choose another one there."), field="is_default")
    if not type.is_on_offer:
        raise SettingRefused(_("It has no first status yet, so no ticket can have it."), field="is_default")
