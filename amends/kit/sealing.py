"""Secrets that Amends must be able to say again, such as the password of a shop's feed: kept sealed with its own key.

A copy of the database alone tells nobody. When the signing key is another one (`AMENDS_SECRET_KEY`), what was sealed
before can't be opened any more, and has to be given anew.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class CannotBeOpened(Exception):
    """Sealed with another key, or damaged."""


def seal(secret: str, *, purpose: str) -> str:
    """What can be kept of `secret`; only for this `purpose` is it opened again. Nothing of nothing."""
    return _box(purpose).encrypt(secret.encode()).decode() if secret else ""


def unseal(sealed: str, *, purpose: str) -> str:
    if not sealed:
        return ""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise CannotBeOpened from None


def _box(purpose: str) -> Fernet:
    key = hashlib.blake2b(purpose.encode(), key=hashlib.sha512(settings.SECRET_KEY.encode()).digest(), digest_size=32)
    return Fernet(base64.urlsafe_b64encode(key.digest()))
