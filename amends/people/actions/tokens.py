"""API tokens are made by the person they belong to, shown once, and revoked for good."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
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
    record(
        TokenMade(user=user.pk, name=user.name, token=token.pk, token_name=token.name, scopes=token.scopes),
        by=by,
        user=user,
    )
    return token, secret.raw


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """Dead from the next request on. Revoking twice records once."""
    token = ApiToken.objects.select_for_update(of=["self"]).select_related("user").get(pk=token.pk)
    if not token.revoked_at:
        _revoke([token], token.user, by=by)
    return token


@transaction.atomic
def revoke_all_tokens(user: User, *, by: Actor) -> int:
    """Every token of the person is dead from the next request on. Returns how many were alive."""
    alive = user.tokens.select_for_update().filter(revoked_at=None).order_by("pk")
    return _revoke(list(alive), user, by=by)


def _revoke(tokens: list[ApiToken], user: User, *, by: Actor) -> int:
    """Revoke tokens of `user` that are locked and alive; one event each."""
    for token in tokens:
        token.revoked_at = timezone.now()
    ApiToken.objects.bulk_update(tokens, ["revoked_at"])
    facts = (TokenRevoked(user=user.pk, name=user.name, token=token.pk, token_name=token.name) for token in tokens)
    record_many([(fact, {"user": user}) for fact in facts], by=by)
    return len(tokens)
