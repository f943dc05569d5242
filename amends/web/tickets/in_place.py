"""One value of a ticket changed on its page: not over what somebody else did meanwhile, and with Undo."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.journal.actors import Actor
from amends.kit.outcomes import Outcome
from amends.kit.refusals import Refused
from amends.tickets import actions
from amends.tickets.access import visible_tickets
from amends.tickets.meanwhile import set_unless_changed
from amends.tickets.models import Tag, Ticket
from amends.vocabulary.changing import changeable
from amends.web.guards import SignedInRequest
from amends.web.late import with_warning
from amends.web.setting import deed_by
from amends.web.taking_back import KEPT, undo_at, with_consequences
from amends.web.toasts import toast

UNDO = "undo_of_fields"
"""Where the session keeps what the last changes in place were."""


def set_one(user: Any, ticket: Ticket, code: str, raw: Any, *, by: Actor, seen: str | None = None) -> Outcome:
    """Give the field this value, chosen by `user`. Raises Refused, whatever is wrong with it.

    `seen` is the stamp of the value that the asker looked at: with another one there meanwhile, it is ChangedMeanwhile.
    """
    field = changeable("ticket", code)
    deed = deed_by(user, "ticket", code, raw)
    return set_unless_changed(user, ticket.pk, field, deed, by=by, seen=seen)


def tell(
    request: SignedInRequest, ticket: Ticket, code: str, raw: str, outcome: Outcome, *, by: Actor, said: str = ""
) -> None:
    """Say that the field has changed, with Undo; of nothing that was changed nothing is said."""
    if not outcome.is_done:
        return
    _remember(request, _key(ticket, code), [raw, outcome.former, str(by.act)])
    said = said or _("%(field)s changed") % {"field": changeable("ticket", code).label}
    if code == "due":
        _was, made = outcome.former
        said = with_warning(said, datetime.fromisoformat(made) if made else None)
    toast(request, said, undo=undo_address(request, ticket, "field_undoing", code))


def put_tag(request: SignedInRequest, ticket: Ticket, tag: Tag, *, by: Actor) -> None:
    """Put the tag on, and say so with Undo, which takes it off."""
    if actions.add_tag_to_many([ticket.pk], tag=tag, by=by)[ticket.pk].is_done:
        _tell_of_tag(request, _("Tag %(tag)s added") % {"tag": tag.name}, ticket, "tag_removal", tag, by)


def take_tag(request: SignedInRequest, ticket: Ticket, tag: Tag, *, by: Actor) -> None:
    """Take the tag off, and say so with Undo, which puts it back."""
    if actions.remove_tag_from_many([ticket.pk], tag=tag, by=by)[ticket.pk].is_done:
        _tell_of_tag(request, _("Tag %(tag)s removed") % {"tag": tag.name}, ticket, "tag_return", tag, by)


def _tell_of_tag(request: SignedInRequest, said: str, ticket: Ticket, opposite: str, tag: Tag, by: Actor) -> None:
    address = undo_address(request, ticket, opposite, tag.code)
    undo = undo_at(request, address, by) if address else ""
    toast(request, with_consequences(said, by, request.user), icon="tag", undo=undo)


def undo_address(request: SignedInRequest, ticket: Ticket, name: str, code: str) -> str:
    """Where Undo leads; nowhere when the change has taken the ticket out of its author's sight."""
    user = request.user
    if user.is_limited and not visible_tickets(user).filter(pk=ticket.pk).exists():
        return ""
    return reverse(f"tickets:{name}", args=[ticket.number, code])


def take_back(request: SignedInRequest, ticket: Ticket, code: str) -> UUID | None:
    """Give the field back what it had before the last change in place: the act that is taken back.

    Raises Refused when it has changed since.
    """
    kept = request.session.get(UNDO, {})
    if _key(ticket, code) not in kept:
        raise Refused(_("This can’t be undone any more."))
    raw, former, *acts = kept.pop(_key(ticket, code))
    request.session[UNDO] = kept
    user, act = request.user, next(map(UUID, acts), None)
    by = Actor.person(user).undoing(act) if act else Actor.person(user)
    deed_by(user, "ticket", code, raw).undo_many({ticket.pk: former}, by)[ticket.pk].insist()
    return act


def _key(ticket: Ticket, code: str) -> str:
    return f"{ticket.pk}.{code}"


def _remember(request: HttpRequest, key: str, change: list[Any]) -> None:
    others = {one: kept for one, kept in request.session.get(UNDO, {}).items() if one != key}
    request.session[UNDO] = dict([*others.items(), (key, change)][-KEPT:])
