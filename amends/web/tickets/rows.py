"""One ticket as a row of the list."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache, partial
from typing import Any

from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.kit.markup import joined, markup
from amends.people.models import User
from amends.tickets.catalogue import tags
from amends.tickets.models import Ticket
from amends.tickets.models.tickets import title_of
from amends.tickets.models.workflow import Turn
from amends.vocabulary import field_of
from amends.vocabulary.plain import Row, Words, plain
from amends.web.columns import Column, Sight, cells, due_cell
from amends.web.templatetags import values
from amends.web.templatetags.parts import avatar, icon, status, tag

ALSO = ("id", "number", "subject", "language", "told")
"""What every row has besides its columns; `told` is the beginning of what was said, where there is no subject."""
TOLD = 300
A_MINUTE = timedelta(minutes=1)


_column = partial(Column.of, "ticket")


def usual_columns() -> list[Column]:
    return [
        _column("number", _number, "c-num", needs=("type__icon", "type__code")),
        _column("subject", _subject, "c-sub"),
        _column("customer", _customer, "c-cust", needs=("email",), label=gettext_lazy("Customer")),
        _column("status", _status, "c-stat", needs=("status__turn", "status__colour")),
        _column("queue", _queue, "c-queue ink-2"),
        _column("agent", _agent, "c-agent"),
        _column("due", _due, "c-due", needs=("closed_at",)),
        _column("created", _created, "c-made r ink-2"),
        _column("waiting", _waiting, "c-last r", needs=("status__turn",), label=gettext_lazy("Waiting")),
    ]


def read(
    tickets: QuerySet[Ticket], columns: Sequence[Column], order: Iterable[str], user: User
) -> QuerySet[Any, dict[str, Any]]:
    """The tickets as plain values, with all that these columns show and what they are put in order by."""
    told = Case(When(subject="", then=Left("description", TOLD)), default=Value(""))
    fields = [*(column.field for column in columns), *_beside(columns)]
    needs = {*ALSO, *(term.removeprefix("-") for term in order), *(name for one in columns for name in one.needs)}
    return plain(tickets.annotate(told=told), fields, also=sorted(needs), user=user)


def _beside(columns: Sequence[Column]) -> list[Any]:
    """Fields that have no column of their own: the number's icon says the type, the subject shows the tags."""
    shown = {column.field.code for column in columns}
    wanted = [("number", "type"), ("subject", "tags")]
    return [field for beside, code in wanted if beside in shown and (field := field_of("ticket", code))]


def body(rows: Sequence[Row], columns: Sequence[Column]) -> SafeString:
    """All rows of a page."""
    sight = sight_of(rows, columns)
    return mark_safe("".join(_rows(rows, columns, sight)))  # noqa: S308 - each row was escaped


def sight_of(rows: Sequence[Row], columns: Sequence[Column]) -> Sight:
    """What the cells of these columns look at besides their row."""
    words = Words([*(column.field for column in columns), *_beside(columns)])
    words.look_up(rows)
    codes = {code for row in rows for code in row.get("field_tags") or ()}
    return Sight(words, {("tag", one.code): tag(one) for one in tags().values() if one.code in codes})


def _rows(rows: Iterable[Row], columns: Sequence[Column], sight: Sight) -> Iterable[SafeString]:
    select = _("Select %(number)s")
    for row in rows:
        yield markup(
            '<tr data-row><td class="c-check"><input class="form-check-input" type="checkbox" name="ticket"'
            ' value="{}" data-picks aria-label="{}"></td>{}</tr>',
            row["number"],
            select % {"number": row["number"]},
            cells(row, columns, sight),
        )


# --- Cells ----------------------------------------------------------------------------------------------------------


def _number(row: Row, sight: Sight) -> SafeString:
    kind = row["type__code"]
    drawing = sight.once(("type", kind), lambda: icon(row["type__icon"], size="sm", label=sight.words.say("type", row)))
    return markup('<span class="am-code">{} {}</span>', drawing, row["number"])


def _subject(row: Row, sight: Sight) -> SafeString:
    title = title_of(row["subject"], row["told"])
    spoken = markup(' lang="{}"', row["language"]) if row["language"] and row["subject"] else ""
    tags = [sight.pieces[("tag", code)] for code in row["field_tags"] if ("tag", code) in sight.pieces]
    return markup(
        '<span class="sub"><a class="plain clip" href="{}" data-open{} title="{}">{}</a>{}</span>',
        address_of(row["number"]),
        spoken,
        title,
        title,
        joined(tags),
    )


def address_of(number: str) -> str:
    """The ticket's page; resolved once, because reverse() takes longer than a row."""
    return _pattern().replace("NUMBER", number)


@cache
def _pattern() -> str:
    return reverse("tickets:ticket", args=["NUMBER"])


def _customer(row: Row, sight: Sight) -> SafeString:
    return markup('<span class="clip" title="{0}">{0}</span>', row["customer_name"] or row["email"])


def _status(row: Row, sight: Sight) -> SafeString:
    def draw() -> SafeString:
        return status(label=sight.words.say("status", row), turn=row["status__turn"], colour=row["status__colour"])

    return sight.once(("status", row["status__code"]), draw)


def _queue(row: Row, sight: Sight) -> str:
    return sight.words.say("queue", row)


def _agent(row: Row, sight: Sight) -> SafeString:
    def draw() -> SafeString:
        name = sight.words.say("agent", row)
        if not name:
            return markup('<span class="ink-3">{}</span>', _("nobody"))
        return markup('<span title="{0}">{1}<span class="visually-hidden">{0}</span></span>', name, avatar(name))

    return sight.once(("agent", row["agent_id"]), draw)


def _due(row: Row, sight: Sight) -> SafeString:
    due_at, done_at = row["due_at"], row["closed_at"]
    return sight.once(("due", due_at, done_at), lambda: due_cell(due_at, done_at))


def _created(row: Row, sight: Sight) -> SafeString | str:
    return values.at(row["created_at"], "day")


def _waiting(row: Row, sight: Sight) -> SafeString | str:
    since = row["waiting_since"]
    if since is None:
        return ""
    if row["status__turn"] == Turn.OURS:
        how_long = values.ago(since) if timezone.now() - since >= A_MINUTE else ""  # nobody says "waits now"
        return markup('<span class="wait">{} {}</span>', _("waits"), how_long)
    return markup('<span class="ink-3">{}</span>', values.ago(since))
