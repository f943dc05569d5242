"""Who letters come from."""

from email.utils import parseaddr

from django.conf import settings


def sender_domain() -> str:
    """The domain of the sender's address: the right side of every Message-ID (RFC 5322, 3.6.4)."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return address.rpartition("@")[2] or "localhost"
