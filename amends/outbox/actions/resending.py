"""Send a letter again that was given up."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.outbox.events import LetterResent, subjects, told
from amends.outbox.jobs import send_letter
from amends.outbox.models import Letter, State


class ResendRefused(Refused):
    """The letter is on its way or has arrived."""

    code = "resend_refused"


@transaction.atomic
def resend_letter(letter: Letter, *, by: Actor) -> None:
    """Try again at once, with all attempts before it. ResendRefused for a sent letter or one being sent right now.

    The Message-ID stays, so that a recipient who did get it sees one letter, not two.
    """
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    if locked.state == State.SENT:
        raise ResendRefused(_("This e-mail has been sent already. Write a new one if it has to go out again."))
    if locked.state == State.SENDING:
        raise ResendRefused(_("This e-mail is being sent at this moment. Look again in a minute."))
    locked.state, locked.attempts, locked.not_before, locked.act = State.WAITING, 0, timezone.now(), by.act
    locked.save(update_fields=["state", "attempts", "not_before", "act"])
    letter.refresh_from_db()
    send_letter.defer(letter_id=letter.pk)
    record(LetterResent(**told(locked)), by=by, **subjects(locked))
