"""Steps as rules store them: read strictly, missing things named."""

from typing import Annotated, Any

import pytest

from amends.journal.actors import Actor
from amends.kit.references import Refers
from amends.kit.refusals import Refused
from amends.vocabulary import Invalid, Outcome, Step, dump_steps, missing_references, parse_steps, steps_for

COLOURS: dict[int, str] = {}
"""Of the things that are painted here, by number."""
DRY = 4


class Paint(Step):
    code = "test_paint"
    label = "Paint"
    subject = "test_thing"

    colour: Annotated[str, Refers("test_colour")]
    coats: int = 1

    def act(self, row: int, by: Actor) -> Outcome:
        if row == DRY:
            raise Refused("It takes no paint")
        if COLOURS.get(row) == self.colour:
            return Outcome.skipped("It has that colour already")
        COLOURS[row] = self.colour
        return Outcome.done()

    def sentence(self) -> str:
        return f"paint it {self.colour}"


class Mark(Step):
    code = "test_mark"
    label = "Mark"
    subject = "test_thing"

    colours: Annotated[list[str], Refers("test_colour")] = []


def test_a_defined_step_can_be_found() -> None:
    assert steps_for("test_thing") == [Mark, Paint]
    assert steps_for("nothing") == []


def test_steps_are_stored_as_they_were_sent() -> None:
    sent = [{"step": "test_paint", "colour": "red"}, {"step": "test_mark", "colours": ["red", "blue"]}]
    assert dump_steps(parse_steps(sent, "test_thing")) == sent


@pytest.mark.django_db
def test_a_step_says_whether_it_did_anything() -> None:
    paint = Paint(colour="red")
    assert paint.run(1, Actor.clock()) == Outcome.done()
    assert paint.run(1, Actor.clock()).reason == "It has that colour already"


@pytest.mark.django_db
def test_a_step_written_for_one_row_does_it_to_many_and_tells_of_each_once() -> None:
    COLOURS.update({2: "green"})
    outcomes = Paint(colour="green").run_many([3, 2, DRY, 3], Actor.clock())
    assert {row: (outcome.state, outcome.reason) for row, outcome in outcomes.items()} == {
        3: ("done", ""),
        2: ("skipped", "It has that colour already"),
        DRY: ("skipped", "It takes no paint"),
    }
    assert outcomes[DRY].refusal


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"step": "test_paint"}, "Steps are a list of at most 50."),
        ([{"step": "fly"}], "Step 1: there is no step “fly”."),
        ([7], "Step 1: there is no step “None”."),
        ([{"step": "test_paint"}], "Step 1 (Paint): “colour” is missing."),
        ([{"step": "test_paint", "colour": "red", "x": 1}], "Step 1 (Paint): there is no “x”."),
        (
            [{"step": "test_paint", "colour": "red", "coats": "two"}],
            "Step 1 (Paint): “coats” has a value that can’t be used.",
        ),
    ],
)
def test_a_step_that_cant_be_used_says_why(sent: Any, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_steps(sent, "test_thing")
    assert [str(problem) for problem in refused.value.problems] == [sentence]


def test_every_bad_step_is_named_not_only_the_first() -> None:
    with pytest.raises(Invalid) as refused:
        parse_steps([{"step": "fly"}, {"step": "test_paint", "colour": "red"}, {"step": "test_paint"}], "test_thing")
    assert [problem.path for problem in refused.value.problems] == [(0, "step"), (2, "colour")]


def test_a_step_of_another_subject_is_no_step() -> None:
    with pytest.raises(Invalid, match="there is no step"):
        parse_steps([{"step": "test_paint", "colour": "red"}], "ticket")


def test_things_that_steps_name_and_that_are_gone_are_found() -> None:
    lost = missing_references([Paint(colour="pink"), Mark(colours=["red", "grey"])])
    assert sorted((item.path, item.value) for item in lost) == [((0, "colour"), "pink"), ((1, "colours"), "grey")]
