"""Carry a letter: claim it, hand it over, write down what came of it.

At least once, by decision. The claim (with a row for the attempt) is committed before the network is touched; the
result after it. Killed in between, nobody can know whether the other side took the letter: the claim is a lease, when
it ends the letter is sent again under the same Message-ID, and the interrupted attempt says so.
"""

import logging
import time
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.outbox.events import LetterFailed, LetterSent, subjects, told
from amends.outbox.models import Attempt, Channel, Letter, Outcome, State
from amends.outbox.transports import PutOff, RefusedForGood, Transport, transport_for

LEASE = timedelta(minutes=5)
"""How long a claim holds: longer than any SMTP conversation with EMAIL_TIMEOUT for each of its steps."""

MOST_ATTEMPTS = 9
"""After so many the letter is dead: about 42 hours after the first."""

_OPEN = (State.WAITING, State.SENDING, State.FAILED)
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=12)
_SWEEP = 500  # letters taken up by one sweep

logger = logging.getLogger(__name__)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 1, 4, 16, 64 minutes ... at most 12 hours."""
    return min(_FIRST_PAUSE * 4 ** (attempts - 1), _LONGEST_PAUSE)


def channels_set_up() -> list[str]:
    """The channels whose letters can leave; letters of the others wait."""
    return [channel for channel in Channel.values if (carrier := transport_for(channel)) and carrier.is_set_up()]


def due_letters() -> list[int]:
    """Letters that should be tried now, longest overdue first: new, put off, or left by a process that was killed."""
    due = Letter.objects.filter(state__in=_OPEN, not_before__lte=timezone.now(), channel__in=channels_set_up())
    return list(due.order_by("not_before").values_list("pk", flat=True)[:_SWEEP])


def carry(letter_id: int) -> None:
    """Try to send one letter. Does nothing for one that is sent, dead, put off, being sent, or has no way to leave."""
    claimed = _claim(letter_id)
    if claimed is None:
        return
    letter, attempt, transport = claimed
    begun = time.monotonic()
    outcome, answer = _hand_over(letter, transport)
    attempt.outcome, attempt.answer = outcome, answer
    attempt.took_ms = round((time.monotonic() - begun) * 1000)
    _write_down(attempt, number=letter.attempts)


@transaction.atomic
def _claim(letter_id: int) -> tuple[Letter, Attempt, Transport] | None:
    now = timezone.now()
    letter = (
        Letter.objects.select_for_update(skip_locked=True)
        .filter(pk=letter_id, state__in=_OPEN, not_before__lte=now)
        .first()
    )
    transport = transport_for(letter.channel) if letter else None
    if letter is None or transport is None or not transport.is_set_up():
        return None
    letter.tries.filter(outcome=Outcome.UNKNOWN).update(outcome=Outcome.LOST)
    if letter.attempts >= MOST_ATTEMPTS:
        _give_up(letter, _("Sending was interrupted each time"))
        return None
    letter.state, letter.not_before, letter.attempts = State.SENDING, now + LEASE, letter.attempts + 1
    letter.save(update_fields=["state", "not_before", "attempts"])
    return letter, Attempt.objects.create(letter=letter, at=now), transport


def _hand_over(letter: Letter, transport: Transport) -> tuple[Outcome, str]:
    try:
        return Outcome.ACCEPTED, transport.carry(letter)
    except PutOff as answer:
        return Outcome.PUT_OFF, str(answer)
    except RefusedForGood as answer:
        return Outcome.REFUSED, str(answer)
    except Exception as fault:  # a fault of ours: keep the letter, tell the log, try again
        logger.exception("Letter %s could not be handed over", letter.pk)
        return Outcome.PUT_OFF, f"{type(fault).__name__}: {fault}"


@transaction.atomic
def _write_down(attempt: Attempt, *, number: int) -> None:
    """Keep the result. One that comes after its lease ended counts only if it is the good news that the letter left."""
    letter = Letter.objects.select_for_update().get(pk=attempt.letter_id)
    attempt.save(update_fields=["outcome", "answer", "took_ms"])
    overtaken = letter.state != State.SENDING or letter.attempts != number
    if letter.state == State.SENT or (overtaken and attempt.outcome != Outcome.ACCEPTED):
        return
    if attempt.outcome == Outcome.ACCEPTED:
        _mark_sent(letter, attempt.answer)
    elif attempt.outcome == Outcome.REFUSED or letter.attempts >= MOST_ATTEMPTS:
        _give_up(letter, attempt.answer)
    else:
        _put_off(letter, attempt.answer, timezone.now() + pause_after(letter.attempts))


def _mark_sent(letter: Letter, answer: str) -> None:
    letter.state, letter.last_answer, letter.sent_at = State.SENT, answer, timezone.now()
    if letter.is_secret:
        letter.body_text = letter.body_html = ""
    letter.save(update_fields=["state", "last_answer", "sent_at", "body_text", "body_html"])
    record(LetterSent(**told(letter)), by=_carrier_of(letter), **subjects(letter))


def _put_off(letter: Letter, answer: str, until: datetime) -> None:
    letter.state, letter.last_answer, letter.not_before = State.FAILED, answer, until
    letter.save(update_fields=["state", "last_answer", "not_before"])


def _give_up(letter: Letter, answer: str) -> None:
    letter.state, letter.last_answer = State.DEAD, answer
    letter.save(update_fields=["state", "last_answer"])
    record(LetterFailed(**told(letter), answer=answer), by=_carrier_of(letter), **subjects(letter))


def _carrier_of(letter: Letter) -> Actor:
    """The outbox, within the act that posted the letter."""
    carrier = Actor.system("outbox")
    return replace(carrier, act=letter.act) if letter.act else carrier
