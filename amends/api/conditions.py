"""Lists are asked with the same trees of conditions that rules and filters use."""

import json
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from amends.api.paging import MOST
from amends.api.text import Given, refuse_unkeepable
from amends.people.models import User
from amends.vocabulary import Asker, Invalid, Tree, compile_tree, read_tree
from amends.vocabulary.problems import Problem

EXAMPLE = {"version": 1, "all": [{"field": "status", "op": "is", "value": ["warranty_claim.new"]}]}

Filter = Annotated[
    str,
    Query(
        description="A tree of conditions as JSON, e.g. `" + json.dumps(EXAMPLE) + "`. The fields are at `/fields`.",
        max_length=20_000,
    ),
]


class SearchIn(Given):
    """A list asked for with a tree of conditions."""

    filter: dict[str, Any] | None = Field(
        None, description="A tree of conditions; see `/fields` for what can be asked", examples=[EXAMPLE]
    )
    after: str = Field("", max_length=2000)
    before: str = Field("", max_length=2000)
    size: int = Field(50, ge=1, le=MOST)


def filtered(rows: QuerySet, subject: str, tree: dict[str, Any] | str | None, user: User) -> QuerySet:
    """Those of `rows` for which the tree holds, asked by `user`. Invalid (422) when it cannot be used."""
    if not tree:
        return rows
    try:
        return rows.filter(compile_tree(_read(tree), subject, Asker.of(user)))
    except Invalid as invalid:
        raise Invalid(invalid.problems, field="filter") from None


def _read(tree: dict[str, Any] | str) -> Tree:
    if isinstance(tree, dict):
        return read_tree(tree)
    try:
        raw = json.loads(tree)
        refuse_unkeepable(raw)
    except (ValueError, RecursionError):
        raise Invalid([Problem((), _("This is not JSON."))]) from None
    return read_tree(raw)
