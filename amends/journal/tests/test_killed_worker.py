"""kill -9 of the worker between any two statements of the relay, or of a reader's job, loses and doubles nothing."""

import pytest

from amends.journal.models import Pending
from amends.journal.testing import settle
from amends.journal.tests.killing import bury_dead_workers, killer
from amends.journal.tests.make import answered, see_probe

MOST_STEPS = 200
"""Far more than the relay and the job have; reaching it means that they never come to an end."""


@pytest.mark.chaos
@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_killed_between_any_two_statements_every_event_is_still_answered_once():
    probes = 0
    with killer("amends.journal.tests.make") as worker:
        for step in range(1, MOST_STEPS):
            for _twice in range(2):
                probes += 1
                see_probe(probes)
            killed = worker.work_until(step)
            bury_dead_workers()
            settle()
            assert answered() == list(range(1, probes + 1)), f"killed before step {step}"
            assert not Pending.objects.exists()
            if not killed:
                break
    assert not killed
    assert step > 12, "the relay and two jobs take more steps than that: the killing did not work"
