"""Begin an execution, stop it, take it back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.executions.chunking import lay_back, lay_down
from amends.executions.events import ExecutionBegun, ExecutionStopped
from amends.executions.jobs import work_on
from amends.executions.models import Execution, ExecutionState
from amends.executions.running import run_chunk
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.deadlocks import once_more_after_deadlock
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.vocabulary import Step, dump_steps

AT_ONCE = 200
"""Rows that are done while the person waits; more go on in the background."""


class ExecutionRefused(Refused):
    code = "execution_refused"


@once_more_after_deadlock
@transaction.atomic
def begin_execution(
    steps: Sequence[Step], rows: QuerySet[Any], *, subject: str, author: User | None, by: Actor
) -> Execution:
    """Do the steps to these rows, in their order. Few are done when this returns, more go on in the background.

    `rows` are settled now: rows that come to fit later are not done, and those that were chosen are. `author` is whose
    sight counts at the moment each row is done; None is the house itself.
    """
    execution = Execution(subject=subject, steps=dump_steps(steps), author=author, actor=by.kept())
    execution.save()
    execution.total = lay_down(execution, rows)
    return _set_going(execution, by)


@once_more_after_deadlock
@transaction.atomic
def undo_execution(execution: Execution, *, author: User | None, by: Actor) -> Execution:
    """Take back what an execution did: an execution of its own. Rows that have changed since are left as they are.

    Raises ExecutionRefused when it can't be taken back (any more).
    """
    execution = Execution.objects.select_for_update().get(pk=execution.pk)
    if not execution.is_reversible:
        raise ExecutionRefused(_("This can’t be undone any more."))
    undoing = Execution(subject=execution.subject, steps=execution.steps, author=author, undoes=execution)
    by = by.undoing(execution.by.act)
    undoing.actor = by.kept()
    undoing.save()
    undoing.total = lay_back(undoing, execution)
    return _set_going(undoing, by)


@transaction.atomic
def stop_execution(execution: Execution, *, by: Actor) -> Execution:
    """Leave the rows that are not done yet as they are. The chunk under way is done to its end first."""
    execution = Execution.objects.select_for_update().get(pk=execution.pk)
    if execution.is_over:
        return execution
    execution.state, execution.finished_at = ExecutionState.STOPPED, timezone.now()
    execution.save(update_fields=["state", "finished_at"])
    record(
        ExecutionStopped(execution=execution.pk, handled=execution.handled, rows=execution.total),
        by=by,
        execution=execution,
    )
    return execution


def _set_going(execution: Execution, by: Actor) -> Execution:
    is_large = execution.total > AT_ONCE
    execution.actor = replace(by, large=by.large or is_large).kept()
    execution.save(update_fields=["total", "actor"])
    fact = ExecutionBegun(
        execution=execution.pk, subject=execution.subject, steps=execution.steps, rows=execution.total
    )
    record(fact, by=by, execution=execution)
    if is_large:
        work_on.defer(execution_id=execution.pk)
        return execution
    while run_chunk(execution.pk):
        pass
    return Execution.objects.get(pk=execution.pk)
