"""What can be done with letters."""

from amends.outbox.actions.posting import LetterRefused, post_letter
from amends.outbox.actions.resending import ResendRefused, resend_letter

__all__ = ["LetterRefused", "ResendRefused", "post_letter", "resend_letter"]
