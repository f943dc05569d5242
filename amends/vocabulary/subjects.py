"""Subjects: what rules, runs and processes may be about. Declared in `subjects.py` of the app that owns the table.

    class TicketSubject(Subject):
        code = "ticket"
        label = _("Ticket")
        model = Ticket
        related = ("type", "status", "queue", "agent")
        several = ("tags",)

        def about(self, row): ...
        def name(self, row): ...
        def address(self, row): ...

Its code is the word by which the journal, fields and steps know it too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet

from amends.vocabulary.problems import Text


@dataclass(frozen=True)
class Named:
    """One subject as people read it: what it is called, and where it is shown."""

    name: str
    address: str
    says: str = ""
    """What people know it by where its name is only a number."""


class Subject:
    """One kind of thing. Defining a subclass with a `code` registers it."""

    code: ClassVar[str] = ""
    label: ClassVar[Text] = ""
    model: ClassVar[type[Model]]
    related: ClassVar[tuple[str, ...]] = ()
    """What its fields read behind foreign keys."""
    several: ClassVar[tuple[str, ...]] = ()
    """What its fields read of which it may have many."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.code:
            _subjects[cls.code] = cls()

    def rows(self) -> "QuerySet[Any]":
        """Those that are there for rules: what is deleted, but kept so that it can come back, is not."""
        return self.model._default_manager.all()

    def lock(self, ids: Collection[int], *, many: bool = True) -> dict[int, Any]:
        """Those of `ids` that are there, read whole under locks that last until the transaction ends.

        Locked in the order of their ids, and before they are read: a query that joins and waits for a lock compares the
        row's new foreign keys with the related rows it found before, and loses the row.
        """
        wanted = self.rows().filter(pk__in=ids).order_by("pk")
        return self.read(list(wanted.select_for_update().values_list("pk", flat=True)), many=many)

    def read(self, ids: Collection[int], *, many: bool = True) -> dict[int, Any]:
        """Each with everything its fields ask for, in a constant number of queries; `many`: with `several`, too."""
        found = self.rows().filter(pk__in=ids).order_by().select_related(*self.related or [None])
        return {row.pk: row for row in found.prefetch_related(*(self.several if many else ()))}

    def about(self, row: Any) -> Mapping[str, Any]:
        """What an event about it is about: itself, and what it belongs to."""
        return {self.code: row}

    def name(self, row: Any) -> str:
        return str(row)

    def says(self, row: Any) -> str:
        """What it is about, where its name does not tell."""
        return ""

    def address(self, row: Any) -> str:
        """The path of the page that shows it."""
        raise NotImplementedError

    def named(self, ids: Collection[int]) -> dict[int, Named]:
        """What those that are (still) there are called, in one query."""
        found = self.model._default_manager.filter(pk__in=ids).select_related(*self.related or [None])
        return {row.pk: Named(self.name(row), self.address(row), self.says(row)) for row in found}


_subjects: dict[str, Subject] = {}


def subject_kinds() -> dict[str, Subject]:
    """Every kind by its code, in the order of the codes."""
    return dict(sorted(_subjects.items()))


def subject_kind(code: str) -> Subject:
    """The kind with this code; KeyError when nobody declared it."""
    return _subjects[code]
