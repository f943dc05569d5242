"""What the history of a ticket tells about its letters."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.journal.events import Audience, EventKind


class LetterSent(EventKind):
    """The transport took the letter over. Whether it was read is another matter."""

    code: ClassVar[str] = "letter.sent"
    label: ClassVar[str | Promise] = gettext_lazy("Letter sent")
    audience: ClassVar[Audience] = Audience.STAFF
    leaves: ClassVar[bool] = True
    personal: ClassVar[frozenset[str]] = frozenset({"to", "subject"})

    letter_id: int
    channel: str
    to: str
    subject: str

    def sentence(self) -> str:
        return _("“%(subject)s” was sent to %(to)s") % {"subject": self.subject, "to": self.to}


class LetterFailed(EventKind):
    """The letter was given up; a person may send it again from Settings > Outbox."""

    code: ClassVar[str] = "letter.failed"
    label: ClassVar[str | Promise] = gettext_lazy("Letter not delivered")
    audience: ClassVar[Audience] = Audience.STAFF
    leaves: ClassVar[bool] = True
    personal: ClassVar[frozenset[str]] = frozenset({"to", "subject", "answer"})

    letter_id: int
    channel: str
    to: str
    subject: str
    answer: str

    def sentence(self) -> str:
        return _("“%(subject)s” could not be delivered to %(to)s: %(answer)s") % {
            "subject": self.subject,
            "to": self.to,
            "answer": self.answer,
        }
