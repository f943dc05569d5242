"""What executions keep of a person who is forgotten: the steps, why rows were left, what they were before."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F, JSONField, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce
from django.utils import timezone

from amends.executions.actions import stop_execution
from amends.executions.models import Chunk, Execution
from amends.journal.actors import Actor, ActorKind
from amends.journal.forgetting import Person, forgetter
from amends.vocabulary.problems import Invalid

USER = "user"
"""The chooser of steps whose value is a person who works here."""


@forgetter
def forget_executions(person: Person, number: int, acts: Collection[UUID]) -> None:
    """Empty the details of executions about the person, and of those that take back, or were taken back by, one.

    Nothing tells which of the steps, reasons and former values name them: all go. How many rows there were, and what
    became of each, stays. One under way stops, else it would go on writing the name.
    """
    found = set(Execution.objects.filter(actor__act__in=[str(act) for act in acts]).values_list("pk", flat=True))
    if person == "user":
        found |= _naming(number)
        _forget_author(number)
    for pk in _lock(found):
        execution = Execution.objects.get(pk=pk)
        stop_execution(execution, by=Actor.system("forgetting"))
        Execution.objects.filter(pk=pk).update(steps=[], forgotten_at=timezone.now())
        Chunk.objects.filter(execution=pk).update(reasons=[], former=[])


def _lock(found: Collection[int]) -> list[int]:
    """These, what they take back, and what takes them back: the older ones first, as whoever takes back locks."""
    first = Coalesce(F("undoes"), F("pk"))
    origins = set(Execution.objects.filter(pk__in=found).values_list(first, flat=True))
    locked = Execution.objects.select_for_update().order_by("pk").values_list("pk", flat=True)
    return [*locked.filter(pk__in=origins), *locked.filter(undoes__in=origins)]


def _naming(number: int) -> set[int]:
    """Executions with a step that gives something to this user: rows they could not be given say so by name."""
    kept = Execution.objects.filter(forgotten_at=None).only("steps", "subject")
    return {execution.pk for execution in kept.iterator() if number in _users(execution)}


def _users(execution: Execution) -> set[int]:
    try:
        steps = execution.parsed
    except Invalid:
        return set()
    named = {value for step in steps for _name, chooser, value in step.references() if chooser == USER}
    return {int(value) for value in named if value.isdecimal()}


def _forget_author(number: int) -> None:
    blank = Func(F("actor"), Value("{label}"), Value("", JSONField()), function="jsonb_set", output_field=JSONField())
    theirs = Execution.objects.filter(actor__kind=ActorKind.PERSON.value, actor__id=number)
    theirs.update(actor=blank)
