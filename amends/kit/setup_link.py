"""The one-time link that lets somebody create the first administrator of a new installation.

Whoever started Amends reads it in the terminal; the data folder keeps only a hash of its token. The page behind it
must besides refuse as soon as an account exists.
"""

import hashlib
import secrets
from hmac import compare_digest
from pathlib import Path

NAME = "setup-token"


def _kept_in(data: Path | None) -> Path:
    if data is None:
        from django.conf import settings  # the supervisor, which makes the link, runs without Django

        data = Path(settings.DATA)
    return data / NAME


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(data: Path | None = None) -> str:
    """A new token, for the path `/setup/<token>`; a former one is void from now on."""
    token = secrets.token_urlsafe(24)
    kept = _kept_in(data)
    kept.touch(mode=0o600)
    kept.write_text(_hash(token))
    return token


def check(token: str, data: Path | None = None) -> bool:
    """Whether this is the token of the link that is open now."""
    try:
        wanted = _kept_in(data).read_text().strip()
    except OSError:
        return False
    return bool(wanted) and compare_digest(_hash(token), wanted)


def spent(data: Path | None = None) -> None:
    """Close the link: the administrator is there."""
    _kept_in(data).unlink(missing_ok=True)
