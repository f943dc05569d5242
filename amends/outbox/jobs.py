"""Letters leave in the background."""

from amends.kit import jobs
from amends.outbox import sending


@jobs.task(patience="network", retries=0)  # the minute's sweep finds a letter whose job failed
def send_letter(letter_id: int) -> None:
    """Try once. What comes after a failure is the letter's own business, not the queue's."""
    sending.carry(letter_id)


@jobs.periodic("* * * * *", patience="soon")
def send_due_letters() -> None:
    """Every minute: letters to try again, letters of a killed worker, letters that waited for a transport."""
    for letter_id in sending.due_letters():
        send_letter.defer_once(f"letter-{letter_id}", letter_id=letter_id)
