"""E-mail by SMTP, through Django's own backend."""

import smtplib
from typing import ClassVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from amends.outbox.models import Channel, Letter
from amends.outbox.transports.base import PutOff, RefusedForGood, Transport

_SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


class MailTransport(Transport):
    channel: ClassVar[str] = Channel.EMAIL

    def is_set_up(self) -> bool:
        return settings.EMAIL_BACKEND != _SMTP_BACKEND or bool(settings.EMAIL_HOST)

    def carry(self, letter: Letter) -> str:
        """One SMTP conversation for one letter. Connection failures are OSErrors, answers are SMTPExceptions."""
        try:
            compose(letter).send(fail_silently=False)
        except smtplib.SMTPRecipientsRefused as refused:
            raise _judged(*next(iter(refused.recipients.values()))) from refused
        except smtplib.SMTPDataError as refused:
            raise _judged(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as problem:
            raise PutOff(_told(problem)) from problem
        return "250"


def compose(letter: Letter) -> EmailMultiAlternatives:
    """The e-mail as it leaves. `Auto-Submitted` keeps holiday replies away (RFC 3834)."""
    mail = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body_text,
        to=[letter.to],
        headers={"Auto-Submitted": "auto-generated", **letter.headers, "Message-ID": letter.message_id},
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT),
    )
    if letter.language:
        mail.extra_headers["Content-Language"] = letter.language
    if letter.body_html:
        mail.attach_alternative(letter.body_html, "text/html")
    return mail


def _judged(code: int, answer: bytes | str) -> PutOff | RefusedForGood:
    """RFC 5321, 4.2.1: 4yz may be tried again, 5yz must not."""
    text = f"{code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
    return RefusedForGood(text) if 500 <= code < 600 else PutOff(text)


def _told(problem: Exception) -> str:
    """One line for people. Answers to our own side (password, sender) may be mended, so they are not final."""
    if isinstance(problem, smtplib.SMTPResponseException):
        answer = problem.smtp_error
        return f"{problem.smtp_code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
    return f"{type(problem).__name__}: {problem}"
