"""Editing a plan. Each function answers a new one and raises SettingRefused with a sentence."""

from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.configured.models import COLOUR, check_names, check_words
from amends.configured.refusals import SettingRefused
from amends.kit.search import fold
from amends.kit.translated import pick
from amends.tickets.models import Turn
from amends.tickets.workflows.plans import Names, PhasePlan, Plan, StatusPlan

MOST_STATUSES, MOST_PHASES = 60, 12

GONE = gettext_lazy("This status is not in the draft any more.")


def add_status(
    plan: Plan, *, phase: str, names: Names, turn: str = str(Turn.OURS), taken: Iterable[str] = ()
) -> tuple[Plan, str]:
    """A new status, last in its phase; the first one of all is where tickets begin. Answers its word too.

    `taken` are words that other statuses of the type have or had.
    """
    if len(plan.statuses) >= MOST_STATUSES:
        raise SettingRefused(_("A workflow has at most %(most)d statuses.") % {"most": MOST_STATUSES}, field="names")
    names = checked_names(names, plan.staying)
    word = _free_word(names, {*taken, *(one.word for one in plan.statuses)})
    made = StatusPlan(word=word, names=names, turn=checked_turn(turn))
    found = _phase(plan, phase)
    added = _with_phase(plan, found.model_copy(update={"statuses": (*found.statuses, made)}))
    return added.model_copy(update={"first": plan.first or word}), word


def edit_status(plan: Plan, word: str, **values: object) -> Plan:
    """Give it another name, turn, colour, reason, or let it come back by itself."""
    status = _status(plan, word)
    if "names" in values:
        others = [one for one in plan.staying if one.word != word]
        values["names"] = checked_names(values["names"], () if status.retires else others)
    if "turn" in values:
        values["turn"] = checked_turn(values["turn"])
    if "refusals" in values:
        values["refusals"] = checked("refusals", check_words, _stripped(values["refusals"]))
    if values.get("colour"):
        checked("colour", COLOUR, values["colour"])
    return _with_status(plan, status.model_copy(update=values))


def move_status(plan: Plan, word: str, *, phase: str, place: int) -> Plan:
    """Into this phase, so that it stands at this place there, counted from 0."""
    status, target = _status(plan, word), _phase(plan, phase)
    without = plan.with_statuses(lambda one: None if one.word == word else one)
    inside = list(_phase(without, target.word).statuses)
    inside.insert(max(0, place), status)
    return _with_phase(without, target.model_copy(update={"statuses": tuple(inside)})).tidied()


def set_ways(plan: Plan, word: str, targets: Iterable[str]) -> Plan:
    """From `word` a ticket may go to these and to no others."""
    wanted = tuple(_status(plan, target).word for target in targets)
    return _with_status(plan, _status(plan, word).model_copy(update={"leads_to": wanted})).tidied()


def set_ways_in(plan: Plan, word: str, sources: Iterable[str]) -> Plan:
    """To `word` a ticket may come from these and from no others."""
    _status(plan, word)
    wanted = {_status(plan, source).word for source in sources}

    def changed(one: StatusPlan) -> StatusPlan:
        kept = tuple(target for target in one.leads_to if target != word)
        return one.model_copy(update={"leads_to": (*kept, word) if one.word in wanted else kept})

    return plan.with_statuses(changed).tidied()


def set_first(plan: Plan, word: str) -> Plan:
    """New tickets begin here."""
    if _status(plan, word).retires:
        raise SettingRefused(_("It is being retired. Choose another first status."), field="first")
    return plan.model_copy(update={"first": word})


def retire_status(plan: Plan, word: str, *, replacement: str) -> Plan:
    """It goes when the plan is put live, and its open tickets get the replacement ("" while it has none)."""
    status = _status(plan, word)
    if plan.first == word:
        raise SettingRefused(_("New tickets begin here. Make another status the first one before you retire it."))
    if replacement and (replacement == word or _status(plan, replacement).retires):
        raise SettingRefused(_("Choose another status that stays."), field="replacement")
    if followers := [one.name for one in plan.statuses if one.replacement == word]:
        words = {"status": ", ".join(followers)}
        raise SettingRefused(_("Tickets of %(status)s are to move here. Choose another place for them first.") % words)
    return _with_status(plan, status.model_copy(update={"retires": True, "replacement": replacement}))


def keep_status(plan: Plan, word: str) -> Plan:
    """It is not retired after all."""
    status = _status(plan, word)
    checked_names(status.names, [one for one in plan.staying if one.word != word])
    return _with_status(plan, status.model_copy(update={"retires": False, "replacement": ""}))


def drop_status(plan: Plan, word: str) -> Plan:
    """Take one out that was never live."""
    if plan.first == word:
        raise SettingRefused(_("New tickets begin here. Make another status the first one before you remove it."))
    return plan.with_statuses(lambda one: None if one.word == word else one).tidied()


def add_phase(plan: Plan, *, names: Names, taken: Iterable[str] = ()) -> tuple[Plan, str]:
    """A new phase, the last one."""
    if len(plan.phases) >= MOST_PHASES:
        raise SettingRefused(_("A workflow has at most %(most)d phases.") % {"most": MOST_PHASES}, field="names")
    names = checked_names(names, plan.phases)
    word = _free_word(names, {*taken, *(one.word for one in plan.phases)})
    return plan.model_copy(update={"phases": (*plan.phases, PhasePlan(word=word, names=names))}), word


def name_phase(plan: Plan, word: str, names: Names) -> Plan:
    phase = _phase(plan, word)
    others = [one for one in plan.phases if one.word != word]
    return _with_phase(plan, phase.model_copy(update={"names": checked_names(names, others)}))


def move_phase(plan: Plan, word: str, *, place: int) -> Plan:
    """So that it stands at this place, counted from 0."""
    phase = _phase(plan, word)
    others = [one for one in plan.phases if one.word != word]
    others.insert(max(0, place), phase)
    return plan.model_copy(update={"phases": tuple(others)}).tidied()


def drop_phase(plan: Plan, word: str) -> Plan:
    """Take an empty one out."""
    phase = _phase(plan, word)
    if phase.statuses:
        raise SettingRefused(
            _("%(phase)s has statuses. Move them to another phase or retire them first.") % {"phase": phase.name}
        )
    return plan.model_copy(update={"phases": tuple(one for one in plan.phases if one.word != word)})


def _status(plan: Plan, word: str) -> StatusPlan:
    found = plan.status(word)
    if found is None:
        raise SettingRefused(GONE, field="status")
    return found


def _phase(plan: Plan, word: str) -> PhasePlan:
    found = plan.phase(word)
    if found is None:
        raise SettingRefused(_("This phase is not in the draft any more."), field="phase")
    return found


def _with_status(plan: Plan, status: StatusPlan) -> Plan:
    return plan.with_statuses(lambda one: status if one.word == status.word else one)


def _with_phase(plan: Plan, phase: PhasePlan) -> Plan:
    return plan.model_copy(update={"phases": tuple(phase if one.word == phase.word else one for one in plan.phases)})


def _stripped(words: object) -> object:
    return {key: word.strip() for key, word in words.items() if word.strip()} if isinstance(words, dict) else words


def checked(field: str, check: Callable[[object], None], value: object) -> object:
    try:
        check(value)
    except ValidationError as error:
        raise SettingRefused(error.messages[0], field=field) from None
    return value


def checked_names(names: object, others: Iterable[StatusPlan | PhasePlan]) -> Names:
    names = _stripped(names)
    checked("names", check_names, names)
    given: Names = dict(names)  # type: ignore[call-overload]
    if namesake := _namesake(given, others):
        words = {"name": namesake.name}
        raise SettingRefused(_("There is one called “%(name)s” already. Choose another name.") % words, field="names")
    return given


def _namesake(names: Names, others: Iterable[StatusPlan | PhasePlan]) -> StatusPlan | PhasePlan | None:
    mine = {(language, fold(name)) for language, name in names.items()}
    return next((one for one in others if mine & {(key, fold(name)) for key, name in one.names.items()}), None)


def checked_turn(turn: object) -> str:
    if turn not in Turn.values:
        raise SettingRefused(_("Say whose turn it is."), field="turn")
    return str(turn)


def _free_word(names: Names, taken: set[str]) -> str:
    stem = slugify(names.get("en") or pick(names)).replace("-", "_")[:30] or "status"
    word, number = stem, 2
    while word in taken:
        word, number = f"{stem}_{number}", number + 1
    return word
