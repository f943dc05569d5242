"""Links that let somebody choose a password: the invitation and the reset. Nothing is stored for either.

An invitation link is a signature over the user and the moment of the invitation. It dies when the person has joined,
when it is sent again (the moment changes), when the person is deactivated, and after seven days.
"""

from datetime import timedelta

from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from amends.people.models import User

INVITATION_LASTS = timedelta(days=7)
_signer = TimestampSigner(salt="amends.people.invitation")


def make_invitation_key(user: User) -> str:
    """The last part of the invitation's address."""
    assert user.invited_at, "only an invited person has an invitation"
    return _signer.sign_object([user.pk, user.invited_at.isoformat()], compress=False)


def invitation_path(user: User) -> str:
    """Where the invited person chooses a password."""
    return reverse("people:join", args=[make_invitation_key(user)])


def reset_path(user: User) -> str:
    """Where somebody who has joined chooses a new password, the same address as in a "forgotten password" letter."""
    key = {"uidb36": user_pk_to_url_str(user), "key": PasswordResetTokens().make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


def read_invitation_key(key: str) -> User | None:
    """The invited person, or None when the link is forged, used, replaced or too old."""
    try:
        pk, invited_at = _signer.unsign_object(key, max_age=INVITATION_LASTS)
    except (BadSignature, ValueError):
        return None
    user = User.objects.active().filter(pk=pk, joined_at=None, invited_at__isnull=False).first()
    if user is None or not constant_time_compare(user.invited_at.isoformat(), invited_at):
        return None
    return user


class PasswordResetTokens(PasswordResetTokenGenerator):
    """Tokens of "forgotten password" links: dead once the password, the address or the sessions change."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:  # type: ignore[override]
        return f"{super()._make_hash_value(user, timestamp)}{user.sign_out_count}{user.is_active}"
