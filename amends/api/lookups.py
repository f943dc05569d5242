"""Configured things by the code that a client sent; UnknownCode names the member that is wrong."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from amends.files.access import get_files_for
from amends.files.models import File
from amends.kit.refusals import Refused
from amends.orders.models import Shop
from amends.orders.queries import all_shops
from amends.people.models import User
from amends.people.queries import everybody
from amends.tickets.access import visible_queues
from amends.tickets.catalogue import categories
from amends.tickets.models import Category, Queue, Status, Tag, TicketType
from amends.tickets.queries import all_tags, get_status, get_tag, ticket_types

Row = TypeVar("Row", bound=Model)


class UnknownCode(Refused):
    code = "unknown"


def ticket_type(code: str) -> TicketType:
    return _found(next((type for type in ticket_types() if type.code == code), None), code, "type")


def status(code: str, *, field: str = "status") -> Status:
    return _found(get_status(code), code, field)


def tag(code: str) -> Tag:
    return _found(get_tag(code), code, "code")


def shop(code: str | None) -> Shop | None:
    """A shop; None for none."""
    if not code:
        return None
    return _found(next((one for one in all_shops() if one.code == code), None), code, "shop")


def person(user_id: int | None, *, field: str) -> User | None:
    """Somebody by id; None for nobody. Whether they may take work is the action's question."""
    if user_id is None:
        return None
    return _found(everybody().filter(pk=user_id).first(), user_id, field)


def queue_for(user: User, code: str | None) -> Queue | None:
    """A queue that `user` may put tickets into; None for none."""
    if not code:
        return None
    return _found(next((queue for queue in visible_queues(user) if queue.code == code), None), code, "queue")


def category(code: str | None) -> Category | None:
    """A category in use; None for none."""
    if not code:
        return None
    return _found(next((one for one in categories().values() if one.code == code), None), code, "category")


def tags(codes: Iterable[str]) -> list[Tag]:
    """All of the tags."""
    wanted = list(dict.fromkeys(codes))
    found = {tag.code: tag for tag in all_tags() if tag.code in wanted}
    return [_found(found.get(code), code, "tags") for code in wanted]


def files_for(user: User, ids: Iterable[UUID]) -> list[File]:
    """Files that `user` uploaded or may see."""
    wanted = list(ids)
    found = get_files_for(user, wanted)
    if missing := set(wanted) - {file.pk for file in found}:
        raise unknown(next(pk for pk in wanted if pk in missing), "files")
    return found


def _found(row: Row | None, value: Any, field: str) -> Row:
    if row is None:
        raise unknown(value, field)
    return row


def unknown(value: Any, field: str) -> UnknownCode:
    return UnknownCode(_("There is no “%(value)s”.") % {"value": str(value)[:80]}, field=field)
