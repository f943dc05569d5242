"""What pages leave to the background."""

from amends.kit import jobs
from amends.web.people import letters


@jobs.task(patience="now")
def send_password_reset(email: str) -> None:
    """A letter with a link to whoever signs in with this address, if anybody does."""
    letters.post_password_reset(email)
