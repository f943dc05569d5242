"""The secrets of API tokens: how they look, how they are kept and how a request proves to own one.

A secret reads `amends_<prefix>_<43 characters>`. The recognisable start lets secret scanners find leaked ones; the
prefix finds the row; SHA-256 is enough for the rest, because 256 random bits cannot be guessed offline.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from amends.people.models import ApiToken, Scope

MARK = "amends"
USE_IS_NOTED_EVERY = timedelta(minutes=1)
SCOPES_OF = {
    Scope.READ: [Scope.READ],
    Scope.WRITE: [Scope.READ, Scope.WRITE],
    Scope.MANAGE: [Scope.READ, Scope.WRITE, Scope.MANAGE],
}
"""What the widest permission brings with it: who may change may read."""


@dataclass(frozen=True)
class Secret:
    raw: str
    prefix: str
    digest: str


def make_secret() -> Secret:
    prefix = secrets.token_hex(6)
    raw = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    return Secret(raw, prefix, _digest(raw))


def authenticate_token(raw: str) -> ApiToken | None:
    """The valid token (with its user) that this secret belongs to, else None.

    Not valid: unknown, revoked, expired, or of a person who is deactivated or has not joined. The use is noted at most
    once a minute, so that a busy client does not write on every request.
    """
    prefix = _prefix(raw)
    token = ApiToken.objects.select_related("user").filter(prefix=prefix).first() if prefix else None
    digest = token.digest if token else ""
    if not constant_time_compare(digest, _digest(raw)) or token is None or not _is_valid(token):
        return None
    _note_use(token)
    return token


def _is_valid(token: ApiToken) -> bool:
    return not token.revoked_at and not token.is_expired and token.user.is_active and token.user.has_joined


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_IS_NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def _prefix(raw: str) -> str:
    parts = raw.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == MARK else ""


def _digest(raw: str) -> str:
    return sha256(raw.encode()).hexdigest()
