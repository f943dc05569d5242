"""What a list is filtered by, as its address says it, ready to be shown and applied.

A condition that can't be used is left out where rows are only shown, and the list says so. Where rows are changed or
leave the house it must not be: without it there are more of them than were asked for. Hence two ways to the rows,
`to_show` and `to_act_on`, and none besides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, TypeVar
from urllib.parse import quote

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from amends.vocabulary import Asker, Condition, Invalid, Problem, Tree, compile_tree, fields_of
from amends.vocabulary.compiler import missing_in_tree, understand
from amends.vocabulary.problems import BadValue, Text
from amends.vocabulary.trees import MOST
from amends.vocabulary.types import TEXT
from amends.vocabulary.words import Phrase, phrases
from amends.web.filters.address import PARAMETER, PASSING, read_condition, read_conditions, with_conditions
from amends.web.filters.editor import NEW, Editor, open_editor
from amends.web.guards import SignedInRequest

M = TypeVar("M", bound=Model)
Search = Callable[[Any, str], Any]
LONGEST_TEXT = 200
MOST_SHOWN = MOST - 20
"""Conditions that a bar takes from the address; the rest of what a tree may hold is kept for its base."""


class CannotBeUsed(Invalid):
    """Rows were to be acted on, but a condition that chooses them can't be used."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__([Problem((), sentence) for sentence in sentences])
        self.message = _("A condition of the list can’t be used: %(problem)s Change or remove it, then try again.") % {
            "problem": " ".join(sentences)
        }


@dataclass(frozen=True)
class Chip:
    """One condition as shown. A condition with a `problem` is left out of the list's query unless `is_used`."""

    phrase: Phrase
    edit_url: str
    remove_url: str
    problem: str = ""
    is_used: bool = True


@dataclass(frozen=True)
class FieldLink:
    code: str
    label: Text
    url: str


class FilterBar:
    """The conditions and the free text of one request, for lists of `subject`.

    `base` always holds and is not shown (a preset, a scope). `start` are the conditions shown to somebody who has
    not chosen any. `search(queryset, text)` makes the bar have a box for free text (`?q=`).
    """

    def __init__(
        self,
        request: SignedInRequest,
        subject: str,
        *,
        base: Tree | None = None,
        start: tuple[Condition, ...] = (),
        search: Search | None = None,
        placeholder: Text = "",
    ) -> None:
        self.subject = subject
        self.base = base or Tree.of()
        self.asker = Asker.of(request.user)
        self.placeholder = placeholder
        self._path = request.path
        self._query: QueryDict = request.GET
        self._search = search
        asked = PARAMETER in request.GET
        given = read_conditions(request.GET) if asked else list(start)
        self.conditions = given[:MOST_SHOWN]
        self._left_out = len(given) - len(self.conditions)
        self.is_changed = asked and self.conditions != list(start)

    # --- What the list is filtered by ---------------------------------------------------------------------------

    @cached_property
    def _problems(self) -> list[str]:
        found = []
        for condition in self.conditions:
            try:
                understand(condition, self.subject)
                found.append("")
            except BadValue as bad:
                found.append(str(bad.sentence))
        return found

    @cached_property
    def _usable(self) -> list[Condition]:
        return [condition for condition, problem in zip(self.conditions, self._problems, strict=True) if not problem]

    @property
    def tree(self) -> Tree:
        """Every condition that can be used, and the base."""
        return self.base.joined(Tree.of(*self._usable))

    @property
    def text(self) -> str:
        return self._query.get("q", "").replace("\x00", "").strip()[:LONGEST_TEXT] if self._search else ""

    @property
    def reads_texts(self) -> bool:
        """Is some text looked for, so that rows must be looked at one by one?"""
        sorts = {field.code: field.type for field in fields_of(self.subject)}
        return bool(self.text) or any(sorts.get(one.field) is TEXT for one in self._usable)

    @property
    def reads_others(self) -> bool:
        """Is something asked of what rows belong to, so that it must be looked up for one after another?"""
        return any(field.seen is not None for field in fields_of(self.subject) if self.asks_for(field.code))

    @property
    def has_conditions(self) -> bool:
        return bool(self._usable)

    @property
    def is_filtered(self) -> bool:
        return bool(self._usable or self.text)

    def asks_for(self, field: str) -> bool:
        """Is there a condition on this field that can be used?"""
        return any(condition.field == field for condition in self._usable)

    def values_of(self, field: str) -> set[str] | None:
        """What the conditions "is" on this field leave; None where they leave everything."""
        asked = [set(map(str, one.values)) for one in self._usable if one.field == field and one.op == "is"]
        return set.intersection(*asked) if asked else None

    def to_show(self, queryset: "QuerySet[M]", *, base: Tree | None = None) -> "QuerySet[M]":
        """The rows that the conditions let through; `base` instead of the bar's own asks for another preset.

        Only to be looked at: conditions that can't be used are left out, which the bar says.
        """
        tree = self.tree if base is None else base.joined(Tree.of(*self._usable))
        if tree.children:
            queryset = queryset.filter(compile_tree(tree, self.subject, self.asker))
        return self._search(queryset, self.text) if self._search and self.text else queryset

    def to_act_on(self, queryset: "QuerySet[M]", *, base: Tree | None = None) -> "QuerySet[M]":
        """The rows to be changed, or given away. Raises CannotBeUsed unless every condition says what it should."""
        if self.problems:
            raise CannotBeUsed(self.problems)
        return self.to_show(queryset, base=base)

    @property
    def problems(self) -> list[str]:
        """What is wrong with the conditions, also with those that are used. While it is there, nothing is acted on."""
        return [*dict.fromkeys(chip.problem for chip in self.chips if chip.problem), *filter(None, [self.too_many])]

    @property
    def too_many(self) -> str:
        most = _("A list takes at most %(most)d conditions. The others are left out.") % {"most": MOST_SHOWN}
        return most if self._left_out else ""

    # --- What is shown ------------------------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[Chip]:
        said = phrases(self.conditions, self.subject)
        lost = {item.path[1]: str(item.sentence) for item in missing_in_tree(Tree.of(*self.conditions), self.subject)}
        return [
            Chip(
                phrase,
                self._url_editing(str(index), self._query_with(self.conditions)),
                self._url(self._without(index)),
                problem or lost.get(index, ""),
                is_used=not problem,
            )
            for index, (phrase, problem) in enumerate(zip(said, self._problems, strict=True))
        ]

    @cached_property
    def menu(self) -> list[tuple[Text, list[FieldLink]]]:
        """Every field under the heading of its group."""
        fields, drafting = fields_of(self.subject), self._url_drafting()
        grouped = groupby(fields, key=lambda field: str(field.group))
        return [
            (group, [FieldLink(field.code, field.label, drafting + quote(field.code)) for field in members])
            for group, members in grouped
        ]

    @cached_property
    def editor(self) -> Editor | None:
        """The form for one condition, when the address asks for it."""
        at = self._query.get("edit", "")
        draft = read_condition(self._query.get("draft", ""))
        if at.isdecimal() and len(at) < 4 and int(at) < len(self.conditions) and not draft.field:
            draft = self.conditions[int(at)]
        return open_editor(self.subject, at or NEW, draft, self.here, self.asker.user) if draft.field else None

    # --- Addresses ----------------------------------------------------------------------------------------------

    @property
    def here(self) -> str:
        """This list with these conditions, at its first page: the address to share and to come back to."""
        return self._url(self._here())

    @property
    def reset_url(self) -> str:
        query = self._kept()
        query.pop(PARAMETER, None)
        query.pop("q", None)
        return self._url(query)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """(name, value) of what a form of the bar must carry along besides the free text."""
        query = self._kept()
        query.pop("q", None)
        return [(name, value) for name, values in query.lists() for value in values]

    def _kept(self) -> QueryDict:
        query = self._query.copy()
        for name in PASSING:
            query.pop(name, None)
        return query

    def _here(self) -> QueryDict:
        """The query with the conditions that are shown, be they chosen or those to start with."""
        return self._query_with(self.conditions) if self.conditions or PARAMETER in self._query else self._kept()

    def _query_with(self, conditions: list[Condition]) -> QueryDict:
        return with_conditions(self._query, conditions)

    def _without(self, index: int) -> QueryDict:
        return self._query_with([condition for at, condition in enumerate(self.conditions) if at != index])

    def _url_editing(self, at: str, query: QueryDict) -> str:
        query["edit"] = at
        return self._url(query)

    def _url_drafting(self) -> str:
        """What the code of a field has to follow."""
        query = self._here()
        query["edit"], query["draft"] = NEW, ""
        return self._url(query)

    def _url(self, query: QueryDict) -> str:
        return f"{self._path}?{query.urlencode(safe='~,')}" if query else self._path
