"""Whose sight reaches which rows. Apps on higher floors tell it in their `sight.py`:

register_sight(Sight("ticket", visible=visible_tickets, reachable=visible_tickets))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from amends.people.models import User
from amends.vocabulary import Asker, Tree, compile_tree
from amends.vocabulary.subjects import subject_kind


@dataclass(frozen=True)
class Sight:
    code: str
    """Of the subject, as steps and fields call it: "ticket"."""
    visible: Callable[[User], Any]
    """The rows that a person may choose from."""
    reachable: Callable[[User], Any]
    """The rows that a person may do something to: also those that are deleted so that they can be restored."""


_sights: dict[str, Sight] = {}


def register_sight(sight: Sight) -> None:
    """Called once at start by the app that owns the rows."""
    _sights[sight.code] = sight


def within_reach(code: str, ids: Iterable[int], user: User | None) -> list[int]:
    """Those of these ids that are in the person's sight now; None is the house itself, which sees everything."""
    rows = subject_kind(code).model._base_manager.all() if user is None else _sights[code].reachable(user)
    return list(rows.filter(pk__in=list(ids)).order_by("pk").values_list("pk", flat=True))


def chosen(code: str, user: User, ids: Iterable[int]) -> QuerySet[Any]:
    """The rows with these ids, of those that the person may see."""
    rows: QuerySet[Any] = _sights[code].visible(user).filter(pk__in=list(ids))
    return rows


def matching(code: str, user: User, tree: Tree) -> QuerySet[Any]:
    """The rows that fit the conditions, of those that the person may see."""
    rows: QuerySet[Any] = _sights[code].visible(user).filter(compile_tree(tree, code, Asker.of(user)))
    return rows
