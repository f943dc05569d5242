"""Configured things of the tickets floor as values of conditions, steps and event payloads."""

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices

from amends.configured.choosers import CodeChooser, ids_by
from amends.kit.search import fold
from amends.kit.versions import Cached
from amends.tickets.access import known_queues
from amends.tickets.catalogue import categories, custom, inside, path_name, path_of, tree
from amends.tickets.models import (
    Branch,
    Category,
    CustomField,
    FieldOption,
    Priority,
    Queue,
    Source,
    Status,
    Tag,
    TicketType,
    Turn,
)
from amends.vocabulary import Chooser, Option
from amends.vocabulary.choosers import register_chooser_family


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
        return known_queues(user) if user is not None else super().rows(user)

    def may_choose(self, value: str, user: Any) -> bool:
        return super().may_choose(value, user) and value in {queue.code for queue in self.rows(user)}

    def hidden(self, values: Iterable[str], user: Any) -> set[str]:
        return set(values) - {queue.code for queue in self.rows(user)} if user.is_limited else set()


def _with_inner() -> dict[str, list[int]]:
    """The code of each category with the numbers of all that is inside it."""
    return {one.code: sorted(inner.pk for inner in inside(one)) for one in categories().values()}


class CategoryChooser(CodeChooser):
    """Asked for, a category stands for everything inside it."""

    code = "category"
    model = Category
    stamp = "categories"

    def rows(self, user: Any) -> Iterable[Any]:
        return [one for one, _depth in tree()]

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {row.code: path_name(row) for row in self._named(values)}

    def hint(self, row: Any) -> str:
        return " › ".join(one.name for one in path_of(row)[:-1])


CategoryChooser.ids = Cached("categories", _with_inner)


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


class BranchChooser(CodeChooser):
    code = "branch"
    model = Branch
    stamp = "branches"


class CustomFieldChooser(CodeChooser):
    code = "custom_field"
    model = CustomField
    stamp = "custom_fields"


class OptionChooser(CodeChooser):
    """What can be chosen in one custom field."""

    model = FieldOption
    stamp = "custom_fields"

    def __init__(self, field: str) -> None:
        self.field = field

    def rows(self, user: Any) -> Iterable[Any]:
        return custom().options.get(self.field, ())

    def _named(self, values: Iterable[str]) -> list[Any]:
        mine = {option.code: option for option in self.rows(None)}
        return [mine[value] for value in values if value in mine]


register_chooser_family("field_option:", OptionChooser)
