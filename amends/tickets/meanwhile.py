"""Two people change the same field of one ticket: whoever comes second is told of the first, and nothing is written.

Who sends a value may say which one they looked at (`seen`), as its stamp. Another value there meanwhile is a conflict,
unless it is the very one they want. Fields are compared one by one, so changes of different fields never meet.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amends.journal.actors import By
from amends.journal.models import Event
from amends.journal.queries import events_of
from amends.kit.outcomes import Outcome
from amends.kit.refusals import NotThere, Refused
from amends.kit.sets import lock_ids
from amends.tickets.access import visible_tickets
from amends.tickets.custom import PREFIX
from amends.tickets.models import Ticket
from amends.vocabulary import Field
from amends.vocabulary.changing import listed, value_for
from amends.vocabulary.fields import Setting
from amends.vocabulary.plain import Row, Words, key_of, plain
from amends.vocabulary.problems import BadValue


class ChangedMeanwhile(Refused):
    """The field has another value than the asker looked at: `before` is the stamp of that one, `theirs` what is there.

    `because` is why theirs could not become what was asked for, where it couldn't.
    """

    code = "changed_meanwhile"

    def __init__(self, field: Field, *, before: str, theirs: Any, because: Refused | None = None) -> None:
        said = _("%(field)s was changed to “%(value)s” meanwhile. Nothing was saved.")
        words = {"field": field.label, "value": in_words(field, stamp(theirs)) or _("None")}
        super().__init__(said % words, field=field.code)
        self.of, self.before, self.theirs, self.because = field, before, theirs, because


def stamp(value: Any) -> str:
    """A value as it is sent back, to tell whether it is still the one that was looked at."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else _one_way_of_lines(str(value))


def _one_way_of_lines(text: str) -> str:
    """Forms send every end of a line as two characters."""
    return text.replace("\r\n", "\n")


def stamp_of(field: Field, sent: Any) -> str:
    """The stamp of a value as programs send it. Raises BadValue."""
    return stamp(None if sent in (None, "", []) else value_for(field, sent))


def row_of(user: Any, pk: int, field: Field) -> Row:
    """The field's value as it stands. Raises NotThere for who may not see the ticket any more."""
    row: Row | None = plain(visible_tickets(user).filter(pk=pk), [field], user=user).first()
    if row is None:
        raise NotThere
    return row


def set_unless_changed(user: Any, pk: int, field: Field, deed: Setting, *, by: By, seen: str | None) -> Outcome:
    """Do the deed that gives the ticket's field a value. Raises ChangedMeanwhile, and what the deed refuses.

    `seen` is None for who doesn't mind what is there.
    """
    with transaction.atomic():
        lock_ids(Ticket, [pk])
        there = None if seen is None else row_of(user, pk, field)[key_of(field)]
        outcome = deed.run_many([pk], by)[pk]
        is_wanted = not (outcome.is_done or outcome.refusal)
        if seen is not None and not is_wanted and stamp(there) != _one_way_of_lines(seen):
            raise ChangedMeanwhile(field, before=seen, theirs=there, because=outcome.refusal)
        outcome.insist()
    return outcome


def as_row(field: Field, sent: Any) -> Row | None:
    """A stamp, or a value as it was sent, as a row has it; None for what is no value of the field."""
    if sent in (None, "", []):
        return _row(field, None)
    if field.chooser:
        return _row(field, listed(sent) if field.type.code == "choices" else str(sent))
    try:
        return _row(field, value_for(field, sent))
    except BadValue:
        return None


def _row(field: Field, value: Any) -> Row:
    return {key_of(field): value, **({field.all_day: False} if field.all_day else {})}


def in_words(field: Field, sent: Any) -> str:
    """What a person reads for it; "" for nothing."""
    row = as_row(field, sent)
    if row is None:
        return str(sent)
    words = Words([field])
    words.look_up([row])
    return words.of(field, row)


def last_change(pk: int, field: Field) -> Event | None:
    """What the journal says of how the field came by its value."""
    kinds, payload = _told_by(field)
    found = events_of(("ticket", pk), kinds=kinds)
    return found.filter(**{f"payload__{name}": value for name, value in payload.items()}).order_by("-pk").first()


def _told_by(field: Field) -> tuple[list[str], Mapping[str, str]]:
    """The kinds of event that tell of the field, and what they name in their payload."""
    if field.code in _KINDS:
        return _KINDS[field.code], {}
    if field.code.startswith(PREFIX):
        return ["ticket.custom_field_changed"], {"field": field.code.removeprefix(PREFIX)}
    return ["ticket.detail_changed"], {"detail": field.column}


_KINDS = {
    "status": ["ticket.status_changed", "ticket.status_replaced"],
    "agent": ["ticket.agent_changed"],
    "queue": ["ticket.queue_changed"],
    "category": ["ticket.category_changed"],
    "priority": ["ticket.priority_changed"],
    "due": ["ticket.deadline_set"],
}
