"""Configured things of the tickets floor as values of conditions, steps and event payloads."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, TextChoices

from amends.kit.search import fold
from amends.kit.versions import Cached
from amends.tickets.access import visible_queues
from amends.tickets.models import Priority, Queue, Source, Status, Tag, TicketType, Turn
from amends.vocabulary import Chooser, Option

MOST = 50


def ids_by(model: type[Model], column: str) -> dict[str, list[int]]:
    """The rows of a small table by the value of a column."""
    found: dict[str, list[int]] = {}
    for value, pk in model._default_manager.order_by("pk").values_list(column, "pk"):
        found.setdefault(value, []).append(pk)
    return found


class CodeChooser(Chooser):
    """Rows with a stable code and a name. There are few of each, so they are looked through in Python, folded."""

    model: type[Model]
    stamp: str
    """Renewed whenever a row of `model` changes."""
    related: tuple[str, ...] = ()

    by_code: Cached[dict[str, Any]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        model, related = cls.model, cls.related
        cls.ids = Cached(cls.stamp, lambda: ids_by(model, "code"))
        cls.by_code = Cached(cls.stamp, lambda: _by_code(model, related))
        super().__init_subclass__(**kwargs)

    def options(self, query: str, user: Any) -> list[Option]:
        rows = [Option(row.code, row.name, self.hint(row)) for row in self.rows(user)]
        return [row for row in rows if fold(query) in fold(f"{row.label} {row.hint}")][:MOST]

    def rows(self, user: Any) -> Iterable[Any]:
        """Those that `user` may choose."""
        return type(self).by_code().values()

    def hint(self, row: Any) -> str:
        return ""

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {row.code: row.name for row in self._named(values)}

    def _named(self, values: Iterable[str]) -> list[Any]:
        rows = type(self).by_code()
        return [rows[value] for value in values if value in rows]


def _by_code(model: type[Model], related: tuple[str, ...]) -> dict[str, Any]:
    rows: Any = model._default_manager.select_related(*related) if related else model._default_manager.all()
    return {row.code: row for row in rows}


class StatusChooser(CodeChooser):
    code = "status"
    by_name = True
    model = Status
    stamp = "workflow"
    related = ("type",)

    def hint(self, row: Any) -> str:
        return row.type.name

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        """With the type, because "New" alone does not say of what."""
        return {row.code: f"{row.name} ({row.type.name})" for row in self._named(values)}

    def names(self, values: Iterable[str]) -> dict[str, Any]:
        return super().labels(values)


class TypeChooser(CodeChooser):
    code = "ticket_type"
    model = TicketType
    stamp = "workflow"


class QueueChooser(CodeChooser):
    code = "queue"
    model = Queue
    stamp = "queues"

    def rows(self, user: Any) -> Iterable[Any]:
        return visible_queues(user) if user is not None else super().rows(user)

    def may_choose(self, value: str, user: Any) -> bool:
        return value in {queue.code for queue in self.rows(user)}

    def hidden(self, values: Iterable[str], user: Any) -> set[str]:
        return set(values) - {queue.code for queue in self.rows(user)} if user.is_limited else set()


class TagChooser(CodeChooser):
    code = "tag"
    model = Tag
    stamp = "tags"


class WordChooser(Chooser):
    """The words of an enumeration."""

    words: type[TextChoices]

    def options(self, query: str, user: Any) -> list[Option]:
        found = [Option(value, label) for value, label in self.words.choices]
        return [option for option in found if fold(query) in fold(str(option.label))]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        known = dict(self.words.choices)
        return {value: known[value] for value in values if value in known}


class PriorityChooser(WordChooser):
    code = "priority"
    words = Priority


class SourceChooser(WordChooser):
    code = "source"
    words = Source


class TurnChooser(WordChooser):
    code = "turn"
    words = Turn
    ids = Cached("workflow", lambda: ids_by(Status, "turn"))
