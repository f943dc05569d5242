"""A workflow is drawn up, judged and compared as a whole. Told with plans alone."""

from typing import Any

import pytest

from amends.configured.refusals import SettingRefused
from amends.tickets.workflows import comparing
from amends.tickets.workflows.editing import (
    add_phase,
    add_status,
    drop_phase,
    drop_status,
    edit_status,
    keep_status,
    move_phase,
    move_status,
    retire_status,
    set_first,
    set_ways,
    set_ways_in,
)
from amends.tickets.workflows.judging import check_plan, flaws_of
from amends.tickets.workflows.plans import PhasePlan, Plan, StatusPlan


def en(name: str) -> dict[str, str]:
    return {"en": name}


def plan() -> Plan:
    """New to Working to Done, in two phases."""
    new = StatusPlan(word="new", names=en("New"), leads_to=("working",))
    working = StatusPlan(word="working", names=en("Working"), leads_to=("done",))
    done = StatusPlan(word="done", names=en("Done"), turn="closed")
    begin = PhasePlan(word="begin", names=en("Begin"), statuses=(new, working))
    return Plan(first="new", phases=(begin, PhasePlan(word="end", names=en("End"), statuses=(done,))))


def changes_between(old: Plan, new: Plan) -> list[Any]:
    return list(comparing.changes_between(old, new))


def words(flaws) -> list[str]:
    return [one.word for one in flaws]


def test_a_whole_workflow_has_no_flaws() -> None:
    check_plan(plan())
    assert not flaws_of(plan())


def test_what_nothing_leads_to_and_what_leads_nowhere_is_named() -> None:
    changed, word = add_status(plan(), phase="end", names=en("Forgotten"))
    flaws = flaws_of(changed)
    assert words(flaws.unreachable) == words(flaws.dead_ends) == [word] == ["forgotten"]


def test_going_round_for_ever_is_named() -> None:
    changed = set_ways(plan(), "working", ["new"])
    flaws = flaws_of(changed)
    assert words(flaws.endless) == ["new", "working"]
    assert words(flaws.unreachable) == ["done"]


def test_a_workflow_without_a_first_status_is_refused() -> None:
    for broken in (plan().model_copy(update={"first": ""}), plan().model_copy(update={"first": "nobody"})):
        with pytest.raises(SettingRefused) as refused:
            check_plan(broken)
        assert refused.value.field == "first"
    with pytest.raises(SettingRefused):
        check_plan(Plan())


def test_the_first_status_of_all_is_where_tickets_begin() -> None:
    empty = Plan(phases=(PhasePlan(word="only", names=en("Only")),))
    made, word = add_status(empty, phase="only", names=en("Start"))
    assert made.first == word == "start"


def test_a_word_that_was_ever_used_is_not_used_again() -> None:
    _plan, word = add_status(plan(), phase="end", names=en("Gone"), taken=["gone"])
    assert word == "gone_2"


@pytest.mark.parametrize("names", [{}, en(" "), en("new"), en("NÉW"), {"xx": "Quokka"}, en("a" * 81), "Quokka"])
def test_names_that_cannot_be_are_refused_at_once(names) -> None:
    with pytest.raises(SettingRefused) as refused:
        add_status(plan(), phase="begin", names=names)
    assert refused.value.field == "names"


def test_a_status_moves_within_its_phase_and_to_another() -> None:
    moved = move_status(plan(), "done", phase="begin", place=1)
    assert [[one.word for one in phase.statuses] for phase in moved.phases] == [["new", "done", "working"], []]
    assert [change.kind for change in changes_between(plan(), moved)] == ["moved"]
    within = move_status(plan(), "new", phase="begin", place=1)
    assert [change.kind for change in changes_between(plan(), within)] == ["arranged"]


def test_ways_are_given_from_either_end() -> None:
    there = set_ways(plan(), "new", ["done", "working", "new"])
    back = set_ways_in(plan(), "done", ["new", "working"])
    assert there == back
    assert [(one.kind, one.status.word, one.other.word) for one in changes_between(plan(), there)] == [
        ("may_go", "new", "done")
    ]
    assert [one.kind for one in changes_between(there, set_ways(there, "new", ["working"]))] == ["may_not_go"]


def test_what_is_retired_takes_its_ways_along_and_may_be_kept_after_all() -> None:
    retired = retire_status(plan(), "working", replacement="new")
    assert [(one.kind, one.other.word) for one in changes_between(plan(), retired)] == [("retired", "new")]
    assert words(flaws_of(retired).unreachable) == ["done"]
    assert keep_status(retired, "working") == plan()


def test_the_first_status_and_what_takes_anothers_place_stay() -> None:
    with pytest.raises(SettingRefused):
        retire_status(plan(), "new", replacement="")
    with pytest.raises(SettingRefused):
        drop_status(plan(), "new")
    retired = retire_status(plan(), "working", replacement="done")
    with pytest.raises(SettingRefused):
        retire_status(retired, "done", replacement="new")
    with pytest.raises(SettingRefused):
        set_first(retired, "working")


def test_only_an_empty_phase_goes() -> None:
    with pytest.raises(SettingRefused):
        drop_phase(plan(), "end")
    added, word = add_phase(plan(), names=en("Between"))
    between = move_phase(added, word, place=1)
    assert [phase.word for phase in between.phases] == ["begin", "between", "end"]
    assert drop_phase(added, word) == plan()


def test_every_sort_of_edit_is_one_line_of_the_review() -> None:
    edited = edit_status(plan(), "done", names=en("Finished"), turn="ours", colour="#112233", refusals=en("Not yet"))
    edited = set_first(edited, "working")
    kinds = [change.kind for change in changes_between(plan(), edited)]
    assert kinds == ["first", "named", "turn", "colour", "refusals"]
