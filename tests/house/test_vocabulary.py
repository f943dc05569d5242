"""What the product can be asked and told to do: reviewed as a list, and every entry really works."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from amends.activities.tests.make import make_activity
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Asker, Condition, Field, Step, Tree, compile_tree, fields_of, holds
from amends.vocabulary.choosers import chooser
from amends.vocabulary.fields import subjects, vocabulary_of
from amends.vocabulary.operators import Operator, Takes
from amends.vocabulary.steps import all_steps
from amends.vocabulary.types import ALL

REVIEWED = Path(settings.ROOT) / "tests" / "snapshots" / "vocabulary.txt"


def product_subjects() -> list[str]:
    """Subjects of the product; those of tests begin with `test`, those of events are made from their kinds."""
    return [subject for subject in subjects() if not subject.startswith(("test", "event:"))]


def product_steps() -> list[type[Step]]:
    return [step for step in all_steps() if not step.code.startswith("test")]


def lines() -> Iterator[str]:
    for sort in ALL:
        yield f"type {sort.code}: {', '.join(operator.code for operator in sort.operators)}"
    for subject in product_subjects():
        for field in fields_of(subject):
            yield f"field {subject}.{field.code}: {field.type.code}{'@' * bool(field.chooser)}{field.chooser}"
    for step in product_steps():
        parameters = [f"{name}{'?' * (not info.is_required())}" for name, info in step.model_fields.items()]
        yield f"step {step.subject}.{step.code}({', '.join(parameters)})"


@pytest.mark.django_db
def test_fields_operators_and_steps_are_those_that_were_reviewed() -> None:
    """A wanted change: run this test with AMENDS_SNAPSHOTS=write and commit the file."""
    found = "\n".join(lines()) + "\n"
    if os.environ.get("AMENDS_SNAPSHOTS") == "write":
        REVIEWED.write_text(found)
    assert found == REVIEWED.read_text()


def asked(field: Field, operator: Operator) -> Condition:
    """A condition on the field that can be compiled."""
    if operator.counts or field.type.code in ("number", "money"):
        one: Any = 1
    elif field.chooser:
        one = "1" if chooser(field.chooser).key is int else "open"
    else:
        one = {"flag": True, "moment": "today", "day": "today+1"}.get(field.type.code, "a")
    value = {Takes.NONE: None, Takes.ONE: one, Takes.MANY: [one], Takes.TWO: [one, one]}[operator.takes]
    return Condition(field=field.code, op=operator.code, value=value)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("make", [make_ticket, make_activity], ids=["ticket", "activity"])
def test_every_comparison_of_every_field_means_the_same_in_the_database_and_in_python(make: Any) -> None:
    rows = [make(), make()]
    subject = rows[0]._meta.model_name
    model = vocabulary_of(subject).model
    assert model is not None
    for field in fields_of(subject):
        for operator in field.type.operators:
            tree = Tree.of(asked(field, operator))
            asker = Asker.nobody()
            found = set(model._default_manager.filter(compile_tree(tree, subject, asker)).values_list("pk", flat=True))
            assert found == {row.pk for row in rows if holds(tree, row, asker, subject=subject)}, tree.dump()


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.parametrize("subject", product_subjects())
def test_every_comparison_of_every_field_can_be_asked(subject: str) -> None:
    model = vocabulary_of(subject).model
    assert model is not None
    for field in fields_of(subject):
        for operator in field.type.operators:
            tree = Tree.of(asked(field, operator))
            model._default_manager.filter(compile_tree(tree, subject, Asker.nobody())).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("subject", product_subjects())
def test_no_two_fields_of_a_subject_have_the_same_name(subject: str) -> None:
    labels = [(str(field.group), str(field.label)) for field in fields_of(subject)]
    assert len(labels) == len(set(labels))


@pytest.mark.django_db
def test_every_thing_that_is_named_can_be_looked_up() -> None:
    for subject in product_subjects():
        for field in fields_of(subject):
            if field.chooser:
                assert chooser(field.chooser).missing(["-1"]) == {"-1"}
    for step in product_steps():
        for info in step.model_fields.values():
            for mark in info.metadata:
                if hasattr(mark, "chooser"):
                    assert chooser(mark.chooser).labels([]) == {}


@pytest.mark.django_db
def test_a_text_that_is_asked_for_by_a_search_column_is_in_that_column():
    checked = 0
    for subject in product_subjects():
        for field in fields_of(subject):
            if not isinstance(field.searched, str):
                continue
            *way, name = field.column.split("__")
            model: Any = vocabulary_of(subject).model
            for step in way:
                model = model._meta.get_field(step).related_model
            searchable = model._meta.get_field(field.searched.rpartition("__")[2]).expression
            assert field.searched.split("__")[:-1] == way
            assert name in searchable.columns
            checked += 1
    assert checked >= 8
