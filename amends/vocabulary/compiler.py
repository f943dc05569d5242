"""From a tree of conditions to a database condition, and to a plain verdict on one object.

A tree is either `Understood`, and can be asked any number of times, or `Broken`. What is broken is neither true nor
false: whoever takes it for a verdict, or asks it for one, gets the exception that says what is wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, NoReturn

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.vocabulary.askers import Asker
from amends.vocabulary.choosers import ME, chooser
from amends.vocabulary.fields import Field, field_of, follow
from amends.vocabulary.operators import Operator, Takes
from amends.vocabulary.problems import BadValue, Invalid, Problem, Text
from amends.vocabulary.trees import MOST_VALUES, Condition, Group, Path, Tree, read_tree
from amends.vocabulary.types import count, refuse_long

BIGGEST_ID = 2**63 - 1
"""What a bigint column can be compared with."""


@dataclass(frozen=True)
class Question:
    """A condition understood: its field, operator and values ready to compare. `mine` asks for whoever asks."""

    field: Field
    operator: Operator
    values: tuple[Any, ...]
    mine: bool = False

    def values_for(self, asker: Asker) -> tuple[Any, ...]:
        """The values with "me" made a person; of nobody, "me" is nobody."""
        if not self.mine or asker.user is None:
            return self.values
        return (*self.values, asker.user.pk)

    def q(self, asker: Asker) -> Q:
        """Of what the asker may not know neither this nor its opposite is true."""
        return self._asked(asker) & self.field.alike & self.field.sight_of(asker.user)

    def _asked(self, asker: Asker) -> Q:
        values, whole_day = self.values_for(asker), self.field.all_day
        if not (whole_day and asker.is_elsewhere):
            return self.operator.q(self.field.left, values, asker)
        of_the_house = self.operator.q(self.field.left, values, asker.with_edges_of_the_house())
        here = self.operator.q(self.field.left, values, asker)
        if here == of_the_house:  # asks of no day, so that no edge of one matters
            return here
        return (Q(**{whole_day: True}) & of_the_house) | (Q(**{whole_day: False}) & here)

    def holds(self, subject: Any, asker: Asker) -> bool:
        if self.field.all_day and follow(subject, self.field.all_day):
            asker = asker.with_edges_of_the_house()
        return self.operator.holds(self.field.value_of(subject), self.values_for(asker), asker)

    def judge(self) -> "Judge":
        """`holds`, with everything looked up that is the same for every subject and asker."""
        if self.mine or self.field.all_day:
            return self.holds
        verdict, value_of, values = self.operator.holds, self.field.value_of, self.values
        return lambda subject, asker: verdict(value_of(subject), values, asker)

    @property
    def keys(self) -> frozenset[Any]:
        """What `key_of` must be one of for this to hold; empty when it can't be looked up in a dictionary."""
        key = self.operator.key
        return frozenset() if key is None or self.mine else frozenset(map(key, self.values))

    def key_of(self, subject: Any) -> Any:
        """The subject's own value in the form of `keys`; None when it has none."""
        actual = self.field.value_of(subject)
        return actual if actual is None or self.operator.key is None else self.operator.key(actual)


def understand(condition: Condition, subject: str) -> Question:
    """Raises BadValue with a sentence that says what is wrong with this one condition."""
    field = field_of(subject, condition.field)
    if field is None:
        raise BadValue(_("There is no field “%(field)s”.") % {"field": condition.field[:60]})
    operator = field.type.operator(condition.op)
    if operator is None:
        raise BadValue(
            _("%(field)s can’t be compared with “%(operator)s”.")
            % {"field": field.label, "operator": condition.op[:60]}
        )
    raws = condition.values
    _check_number_of_values(field, operator, len(raws))
    mine = bool(field.chooser) and ME in raws and chooser(field.chooser).people
    values = tuple(_value(field, operator, raw) for raw in raws if not (mine and raw == ME))
    return Question(field, operator, values, mine)


def _check_number_of_values(field: Field, operator: Operator, given: int) -> None:
    words = {"field": field.label, "most": MOST_VALUES}
    if operator.takes is Takes.NONE and given:
        raise BadValue(_("%(field)s: this comparison takes no value.") % words)
    if operator.takes is Takes.ONE and given != 1:
        raise BadValue(_("%(field)s: give one value.") % words)
    if operator.takes is Takes.TWO and given != 2:
        raise BadValue(_("%(field)s: give two values, from and to.") % words)
    if operator.takes is Takes.MANY and not 1 <= given <= MOST_VALUES:
        raise BadValue(_("%(field)s: give at least one value and at most %(most)d.") % words)


def _value(field: Field, operator: Operator, raw: Any) -> Any:
    try:
        if isinstance(raw, str):
            refuse_long(raw)
        if operator.counts:
            return count(raw, operator.counts)
        return _key(field, field.type.parse(raw)) if field.chooser else field.type.parse(raw)
    except BadValue as bad:
        raise BadValue(_("%(field)s: %(problem)s") % {"field": field.label, "problem": bad.sentence}) from None
    except ValueError:
        words = {"field": field.label, "value": str(raw)[:40]}
        raise BadValue(_("%(field)s: there is no “%(value)s”.") % words) from None


def _key(field: Field, value: str) -> Any:
    key = chooser(field.chooser).key(value)
    if isinstance(key, int) and not 0 <= key <= BIGGEST_ID:
        raise ValueError(key)
    return key


def problems(tree: Tree, subject: str, *, references: bool = False, at_hand: bool = False) -> list[Problem]:
    """What is wrong with the tree for this subject; `references=True` also asks the database for missing things.

    `at_hand`: it is to be asked of an object at hand too, as rules do.
    """
    found = []
    for path, condition in tree.conditions():
        try:
            question = understand(condition, subject)
            if at_hand and not question.field.is_at_hand:
                raise BadValue(_("%(field)s can be asked of lists only.") % {"field": question.field.label})
        except BadValue as bad:
            found.append(Problem(path, bad.sentence))
    if references and not found:
        found = [Problem(lost.path, lost.sentence) for lost in missing_in_tree(tree, subject)]
    return found


def check_tree(tree: Tree, subject: str, *, references: bool = False) -> Tree:
    """The same tree, or Invalid with every problem it has."""
    if found := problems(tree, subject, references=references):
        raise Invalid(found)
    return tree


Judge = Callable[[Any, Asker], bool]


@dataclass(frozen=True)
class Understood:
    """A condition that can be asked: of the database by `q`, of an object at hand by `holds`."""

    tree: Tree
    questions: tuple[Question, ...]
    """Those of which every one must hold, whatever else is asked."""
    _build: Callable[[Asker], Q]
    holds: Judge

    def q(self, asker: Asker) -> Q:
        return self._build(asker)

    def __bool__(self) -> NoReturn:
        raise TypeError("A condition is no verdict: ask `holds` or `q`, or whether it is Broken.")


@dataclass(frozen=True, eq=False)
class Broken:
    """A condition that can't be understood. It has `problems` and nothing else: every use of it raises Invalid."""

    problems: tuple[Problem, ...]

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Invalid(self.problems)

    q = holds = __bool__ = __eq__ = __hash__ = __and__ = __rand__ = __or__ = __ror__ = __invert__ = _refuse
    resolve_expression = conditional = property(_refuse)


def understood(raw: Any, subject: str, *, at_hand: bool = False) -> Understood | Broken:
    """What the stored JSON (or tree) asks; None asks nothing and holds always. Never raises for what is in it.

    `at_hand`: it is to be asked of an object at hand too; fields that can be asked of the database only break it.
    """
    try:
        tree = Tree.of() if raw is None else read_tree(raw)
        if found := problems(tree, subject, at_hand=at_hand):
            return Broken(tuple(found))
    except Invalid as invalid:
        return Broken(invalid.problems)
    except LookupError as nobody_knows:  # a subject that this version has no fields of
        return Broken((Problem((), str(nobody_knows)),))
    return _understand_tree(tree, subject)


def compile_tree(tree: Tree, subject: str, asker: Asker) -> Q:
    """The condition for the database. Raises Invalid naming every condition that can't be used."""
    return understood(tree, subject).q(asker)


def holds(tree: Tree, obj: Any, asker: Asker, *, subject: str) -> bool:
    """The same verdict in plain Python, for one object at hand. Raises Invalid as `compile_tree` does."""
    return understood(tree, subject).holds(obj, asker)


def _understand_tree(tree: Tree, subject: str) -> Understood:
    known = {id(condition): understand(condition, subject) for _path, condition in tree.conditions()}

    def question(condition: Condition) -> Question:
        return known[id(condition)]

    def build(asker: Asker) -> Q:
        return _fold(tree, lambda condition: question(condition).q(asker), _all_of, _any_of)

    judge: Judge = _fold(tree, lambda condition: question(condition).judge(), _every, _some)
    return Understood(tree, tuple(map(question, _certain(tree))), build, judge)


def _certain(group: Group) -> Iterator[Condition]:
    """The conditions that must hold for the whole to hold, as far as the form of the tree shows it."""
    if group.word == "any" and len(group.children) > 1:
        return
    for child in group.children:
        if isinstance(child, Condition):
            yield child
        else:
            yield from _certain(child)


def _all_of(parts: list[Q]) -> Q:
    return reduce(and_, parts, Q())


def _any_of(parts: list[Q]) -> Q:
    return reduce(or_, parts)


def _every(parts: list[Judge]) -> Judge:
    if len(parts) == 1:
        return parts[0]
    return lambda obj, asker: all(judge(obj, asker) for judge in parts)


def _some(parts: list[Judge]) -> Judge:
    return lambda obj, asker: any(judge(obj, asker) for judge in parts)


def _fold(group: Group, one: Callable[[Condition], Any], every: Callable[..., Any], some: Callable[..., Any]) -> Any:
    said = {repr(child): child for child in group.children}  # saying a thing a hundred times is asking it once
    asked = [child for child in said.values() if isinstance(child, Condition) or not child.is_empty]
    parts = [one(child) if isinstance(child, Condition) else _fold(child, one, every, some) for child in asked]
    return some(parts) if group.word == "any" and parts else every(parts)


@dataclass(frozen=True)
class Missing:
    """A value that names a configured thing which is not there (any more)."""

    path: Path
    chooser: str
    value: str
    label: Text

    @property
    def sentence(self) -> Text:
        return _("%(field)s: there is no “%(value)s” any more.") % {"field": self.label, "value": self.value}


def missing_in_tree(tree: Tree, subject: str) -> list[Missing]:
    """Values that name nothing, in one query per chooser. Fields nobody knows are `problems`, not missing values."""
    named = [
        Missing(path, field.chooser, str(value), field.label)
        for path, condition in tree.conditions()
        if (field := field_of(subject, condition.field)) and field.chooser
        for value in condition.values
    ]
    return lost(named)


def lost(named: Iterable[Missing], *, given: bool = False) -> list[Missing]:
    """Those of `named` whose value is missing, or hidden from whoever reads, which is the same to them.

    What is `given` to a row must still be in use, too; what is asked for may be retired.
    """
    listed = list(named)
    gone = {}
    for code in {item.chooser for item in listed}:
        values = [item.value for item in listed if item.chooser == code]
        gone[code] = chooser(code).missing(values) | chooser(code).hidden_now(values)
        gone[code] |= chooser(code).retired(values) if given else set()
    return [item for item in listed if item.value in gone[item.chooser]]
