"""The journal's work in the background: the relay."""

from amends.journal.relay import relay_all, retry_failed
from amends.kit import jobs


@jobs.task(patience="now", retries=0)
def relay() -> None:
    """Tell readers of new events; woken by every transaction that recorded any."""
    relay_all()


def wake() -> None:
    """Have the relay run now. Called after commit, outside any domain transaction (see `Task.defer_once`)."""
    relay.defer_once("journal.relay")


@jobs.periodic("* * * * * */5", patience="now")
def relay_left_over() -> None:
    """The safety net: events whose wake-up was lost, because the process died right after its commit."""
    relay_all()


@jobs.periodic("* * * * * */5", patience="soon")
def retry_readers() -> None:
    """Readers that failed are told again."""
    retry_failed()
