"""Configured things as values of conditions, steps and event payloads."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from amends.kit.search import fold
from amends.kit.versions import Cached
from amends.vocabulary import Chooser, Option

MOST = 50


def ids_by(model: type[Model], column: str) -> dict[str, list[int]]:
    """The rows of a small table by the value of a column."""
    found: dict[str, list[int]] = {}
    for value, pk in model._default_manager.order_by("pk").values_list(column, "pk"):
        found.setdefault(value, []).append(pk)
    return found


class CodeChooser(Chooser):
    """Rows with a stable code and a name. There are few of each, so they are looked through in Python, folded.

    Retired ones keep their name and can be asked for, but are not offered.
    """

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
        rows = [Option(row.code, row.name, self.hint(row)) for row in self.rows(user) if not row.is_retired]
        return [row for row in rows if fold(query) in fold(f"{row.label} {row.hint}")][:MOST]

    def rows(self, user: Any) -> Iterable[Any]:
        """Those that `user` may choose."""
        return type(self).by_code().values()

    def hint(self, row: Any) -> str:
        return ""

    def labels(self, values: Iterable[str]) -> dict[str, Any]:
        return {row.code: row.name for row in self._named(values)}

    def retired(self, values: Iterable[str]) -> set[str]:
        return {row.code for row in self._named(values) if row.is_retired}

    def may_choose(self, value: str, user: Any) -> bool:
        return not self.retired([value])

    def _named(self, values: Iterable[str]) -> list[Any]:
        rows = type(self).by_code()
        return [rows[value] for value in values if value in rows]


def _by_code(model: type[Model], related: tuple[str, ...]) -> dict[str, Any]:
    rows: Any = model._default_manager.select_related(*related) if related else model._default_manager.all()
    return {row.code: row for row in rows}
