"""One ticket as a card of the board."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.kit.markup import markup
from amends.people.models import User
from amends.tickets.models import Ticket
from amends.tickets.models.tickets import title_of
from amends.vocabulary.plain import Row
from amends.web.columns import Column, Sight
from amends.web.templatetags.parts import avatar
from amends.web.tickets.rows import address_of, sight_of, usual_columns
from amends.web.tickets.rows import read as read_columns

SHOWN = ("number", "status", "agent", "due", "waiting")


def _columns() -> dict[str, Column]:
    return {one.field.code: one for one in usual_columns() if one.field.code in SHOWN}


def read(tickets: QuerySet[Ticket], order: Iterable[str], user: User) -> QuerySet[Any, Row]:
    """The tickets as plain values, with all that their cards show and what they are put in order by."""
    return read_columns(tickets, list(_columns().values()), order, user)


def draw(lists: Sequence[Sequence[Row]], *, with_type: bool) -> list[SafeString]:
    """The cards of each list. `with_type`: cards of several types stand together, so each says its own."""
    columns = _columns()
    sight = sight_of([row for rows in lists for row in rows], list(columns.values()))
    return [
        mark_safe("".join(_card(row, columns, sight, with_type=with_type) for row in rows))  # noqa: S308 - escaped
        for rows in lists
    ]


def _card(row: Row, columns: dict[str, Column], sight: Sight, *, with_type: bool) -> SafeString:
    number, title = row["number"], title_of(row["subject"], row["told"])
    cell = {code: column.cell(row, sight) for code, column in columns.items()}
    return markup(
        '<li class="bcard" id="card-{0}" data-card="{0}" data-status="{1}" data-row draggable="true">'
        '<div class="top">{2}{3}</div><a class="plain" href="{4}" data-open draggable="false"{5}>{6}</a>'
        '<div class="bot"><div class="how"><details class="menu" data-ways><summary title="{7}">{8}</summary>'
        '<div class="dropdown-menu"><a class="dropdown-item" href="{4}">{9}</a></div></details>'
        "{10}</div>{11}</div></li>",
        number,
        row["status__code"],
        cell["number"] if with_type else markup('<span class="am-code">{}</span>', number),
        cell["due"],
        address_of(number),
        markup(' lang="{}"', row["language"]) if row["language"] and row["subject"] else "",
        title,
        _("Change status (S)"),
        cell["status"],
        _("Open the ticket"),
        cell["waiting"],
        _agent(row, sight),
    )


def _agent(row: Row, sight: Sight) -> SafeString:
    def drawn() -> SafeString:
        name = sight.words.say("agent", row)
        said = name or _("Nobody yet")
        return markup(
            '<span title="{0}">{1}<span class="visually-hidden">{0}</span></span>', said, avatar(name, size="xs")
        )

    return sight.once(("card agent", row["agent_id"]), drawn)
