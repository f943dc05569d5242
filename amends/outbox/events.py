"""What the history of a ticket tells about its letters."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.journal.events import Audience, EventKind
from amends.kit.references import Called
from amends.outbox.models import Letter


class LetterFact(EventKind):
    """What all of them tell: which letter, to whom, about what."""

    subjects: ClassVar[tuple[str, ...]] = ("ticket", "contact")
    audience: ClassVar[Audience] = Audience.STAFF
    triggers: ClassVar[bool] = True
    leaves: ClassVar[bool] = True
    personal: ClassVar[Mapping[str, str]] = {"to": "contact", "subject": "contact"}

    letter_id: int
    channel: str
    to: Annotated[str, Called(gettext_lazy("To"))]
    subject: Annotated[str, Called(gettext_lazy("Subject"))]


class LetterPosted(LetterFact):
    """Somebody, or something, wants the letter sent."""

    code: ClassVar[str] = "letter.posted"
    label: ClassVar[str | Promise] = gettext_lazy("E-mail written")
    occasion: ClassVar[str | Promise] = gettext_lazy("an e-mail is written")

    def sentence(self) -> str:
        return _("“%(subject)s” was written to %(to)s") % {"subject": self.subject, "to": self.to}


class LetterResent(LetterFact):
    """A person wants it tried again."""

    code: ClassVar[str] = "letter.resent"
    label: ClassVar[str | Promise] = gettext_lazy("E-mail to be sent again")
    occasion: ClassVar[str | Promise] = gettext_lazy("an e-mail is sent again by hand")

    def sentence(self) -> str:
        return _("“%(subject)s” to %(to)s is to be sent again") % {"subject": self.subject, "to": self.to}


class LetterSent(LetterFact):
    """The transport took the letter over. Whether it was read is another matter."""

    code: ClassVar[str] = "letter.sent"
    label: ClassVar[str | Promise] = gettext_lazy("E-mail sent")
    occasion: ClassVar[str | Promise] = gettext_lazy("an e-mail is sent")
    icon: ClassVar[str] = "mail"

    def sentence(self) -> str:
        return _("“%(subject)s” was sent to %(to)s") % {"subject": self.subject, "to": self.to}


class LetterFailed(LetterFact):
    """The letter was given up; a person may send it again from Settings > Outbox."""

    code: ClassVar[str] = "letter.failed"
    label: ClassVar[str | Promise] = gettext_lazy("E-mail not delivered")
    occasion: ClassVar[str | Promise] = gettext_lazy("an e-mail can’t be delivered")
    personal: ClassVar[Mapping[str, str]] = {**LetterFact.personal, "answer": "contact"}
    icon: ClassVar[str] = "mail-x"

    answer: str

    def sentence(self) -> str:
        return _("“%(subject)s” could not be delivered to %(to)s: %(answer)s") % {
            "subject": self.subject,
            "to": self.to,
            "answer": self.answer,
        }


def told(letter: Letter) -> dict[str, Any]:
    """What every event of this letter tells."""
    return {"letter_id": letter.pk, "channel": letter.channel, "to": letter.to, "subject": letter.subject}


def subjects(letter: Letter) -> dict[str, int | None]:
    """What the letter is about."""
    return {"ticket": letter.ticket_id, "contact": letter.contact_id}
