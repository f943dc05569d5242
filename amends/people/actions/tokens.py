"""API tokens are made by the person they belong to, shown once, and revoked for good."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.events import TokenMade, TokenRevoked
from amends.people.models import ApiToken, Scope, User
from amends.people.refusals import TokenRefused
from amends.people.tokens import SCOPES_OF, make_secret


@transaction.atomic
def make_token(
    user: User, *, name: str, scope: Scope, expires_at: datetime | None = None, by: Actor
) -> tuple[ApiToken, str]:
    """The new token and its secret, which can never be shown again. `scope` is the widest permission it has.

    Raises TokenRefused: managing needs a manager, and an expiry must lie ahead.
    """
    if scope == Scope.MANAGE and not user.may_manage:
        raise TokenRefused(_("Only managers and administrators can make a token that manages."), field="scope")
    if expires_at and expires_at <= timezone.now():
        raise TokenRefused(_("The token would have expired already. Choose a later day."), field="expires_on")
    secret = make_secret()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        scopes=SCOPES_OF[scope],
        prefix=secret.prefix,
        digest=secret.digest,
        expires_at=expires_at,
    )
    record(TokenMade(user=user.pk, name=user.name, token=token.pk, token_name=token.name, scopes=token.scopes), by=by)
    return token, secret.raw


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """Dead from the next request on. Revoking twice records once."""
    token = ApiToken.objects.select_for_update(of=["self"]).select_related("user").get(pk=token.pk)
    if token.revoked_at:
        return token
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    user = token.user
    record(TokenRevoked(user=user.pk, name=user.name, token=token.pk, token_name=token.name), by=by)
    return token
