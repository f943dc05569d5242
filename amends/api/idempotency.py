"""Repeating a request safely: the header `Idempotency-Key`.

A client that got no answer sends the same request again under the same key and gets what the first one made. The
key's row is inserted in the transaction of the deed, so of two that race the second waits for the first.
"""

import hashlib
import uuid

from django.utils.translation import gettext_lazy as _

from amends.api.models import IdempotencyKey
from amends.api.tokens import TokenRequest
from amends.kit.refusals import Refused

_NAMESPACE = uuid.UUID("5f0e4f0c-4a3b-4a52-9a6e-2f5d2f1d7d11")


class KeyReused(Refused):
    code = "idempotency_key_reused"


def submission_of(request: TokenRequest) -> tuple[uuid.UUID | None, bool]:
    """The id of this submission (None without a key) and whether it was seen before. Call inside atomic().

    KeyReused when the key came with another body before. The id is the row's own: once the row is forgotten, the key
    means something new.
    """
    key = request.headers.get("Idempotency-Key", "")[:200]
    if not key:
        return None, False
    fingerprint = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    row, is_new = IdempotencyKey.known.get_or_create(token=request.auth, key=key, defaults={"fingerprint": fingerprint})
    if row.fingerprint != fingerprint:
        raise KeyReused(
            _("This Idempotency-Key belongs to another request. Use a new key for each new request."),
            field="Idempotency-Key",
        )
    return uuid.uuid5(_NAMESPACE, f"{row.pk}/{row.created_at.isoformat()}"), not is_new
