"""Put a letter into the outbox."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.refusals import Refused
from amends.outbox.addresses import sender_domain
from amends.outbox.events import LetterPosted, subjects, told
from amends.outbox.jobs import send_letter
from amends.outbox.models import Channel, Letter


class LetterRefused(Refused):
    """There is no address a letter could go to."""

    code = "letter_refused"


@transaction.atomic
def post_letter(
    *,
    to: str,
    subject: str,
    body_text: str,
    by: Actor,
    body_html: str = "",
    channel: str = Channel.EMAIL,
    ticket_id: int | None = None,
    contact_id: int | None = None,
    language: str = "",
    headers: Mapping[str, str] | None = None,
    is_secret: bool = False,
) -> Letter:
    """Write the letter and its job in the deed's own transaction: both come to pass with the deed, or neither.

    Render it before, in the recipient's language (amends.outbox.rendering). `is_secret` is for letters with a link that
    opens an account: their text is shown to nobody and erased once sent. LetterRefused when `to` is no address.
    """
    letter = Letter.objects.create(
        channel=channel,
        to=_checked_address(to.strip(), channel),
        subject=" ".join(subject.split()),  # a line break in a subject would begin another header
        body_text=body_text,
        body_html=body_html,
        headers=dict(headers or {}),
        language=language,
        is_secret=is_secret,
        message_id=f"<{uuid.uuid4()}@{sender_domain()}>",
        ticket_id=ticket_id,
        contact_id=contact_id,
        act=by.act,
        posted_by=by.label,
    )
    send_letter.defer(letter_id=letter.pk)
    record(LetterPosted(**told(letter)), by=by, **subjects(letter))
    return letter


def _checked_address(to: str, channel: str) -> str:
    if channel != Channel.EMAIL:
        return to
    try:
        validate_email(to)
    except ValidationError:
        raise LetterRefused(
            _("“%(address)s” is not an e-mail address. Correct it and try again.") % {"address": to}, field="email"
        ) from None
    return to
