"""Rules in the background: people's deeds in one lane, the consequences of large acts behind them in another."""

import time
from datetime import timedelta

from django.utils import timezone

from amends.automations.due import Left, act_on_due, is_anything_due, try_again_what_failed
from amends.automations.health import check_all_rules
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.kit import jobs

AT_A_STRETCH = 5.0
"""Seconds after which a job makes room and goes on in one of its own: a worker that is to stop waits no longer."""
RELAY_PAUSE = timedelta(seconds=0.1)
"""After which something may have come from the relay that had to come first."""


@jobs.task(patience="now", retries=0)  # what fails is due still, and is looked for every five seconds
def act_on_deeds() -> None:
    """Run the rules that people's deeds, and whatever else is not large, set off."""
    _act(act_on_deeds, large=False)


@jobs.task(patience="later", retries=0)
def act_on_large_acts() -> None:
    """Run the rules that large acts set off."""
    _act(act_on_large_acts, large=True)


def _act(job: jobs.Task, *, large: bool) -> None:
    end = time.monotonic() + AT_A_STRETCH
    left = act_on_due(large=large, goes_on=lambda: time.monotonic() < end)
    if left is Left.TIME:
        job.defer()
    elif left is Left.RELAY:
        job.defer_at(timezone.now() + RELAY_PAUSE)


@jobs.periodic("* * * * * */5", patience="soon")
def look_for_what_is_due() -> None:
    """The safety net: a lane whose job was lost or failed."""
    for large, job in ((False, act_on_deeds), (True, act_on_large_acts)):
        if is_anything_due(large=large):
            job.defer_once(job.name)


@jobs.periodic("41 * * * *", patience="soon")
def try_again() -> None:
    """Every hour: what was put aside, and keeps what is younger of its subject waiting."""
    try_again_what_failed()


@jobs.task(patience="soon")
def recheck_rules(event_ids: list[int]) -> None:
    """Something that rules may name has gone or come back: the latest of it is the cause."""
    latest = Event.objects.filter(pk__in=event_ids).latest("id")
    check_all_rules(by=Actor.system("automations").because(latest))


@jobs.periodic("23 * * * *", patience="bulk")
def recheck_all_rules() -> None:
    """Every hour, for whatever goes without an event."""
    check_all_rules(by=Actor.clock())
