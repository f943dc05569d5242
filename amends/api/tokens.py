"""Who asks: the holder of an API token, within its scopes and within what its person may see and do."""

from typing import ClassVar

from django.http import HttpRequest
from django.utils import timezone, translation
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from amends.journal.actors import Actor
from amends.people.models import ApiToken, Scope, User
from amends.people.tokens import authenticate_token


class TokenRequest(HttpRequest):
    """A request that has been let in (for type checkers)."""

    auth: ApiToken
    user: User  # type: ignore[assignment]


class MissingScope(AuthorizationError):
    """The token is good but not for this."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(message=scope)


class Bearer(HttpBearer):
    """`Authorization: Bearer amends_...` with a token that has `scope`. The name of the class is told in OpenAPI."""

    scope: ClassVar[Scope]

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = authenticate_token(token.strip())
        if found is None:
            return None
        request.user = found.user
        _speak_for(request, found.user)
        if self.scope not in found.scopes:
            raise MissingScope(self.scope)
        return found


class ReadToken(Bearer):
    scope = Scope.READ


class WriteToken(Bearer):
    scope = Scope.WRITE


class ManageToken(Bearer):
    scope = Scope.MANAGE


READ, WRITE, MANAGE = ReadToken(), WriteToken(), ManageToken()
SCOPES = {type(bearer).__name__: bearer.scope for bearer in (READ, WRITE, MANAGE)}
"""Scopes by the name under which OpenAPI tells of them."""


def actor_of(request: TokenRequest) -> Actor:
    """The token as author of a deed."""
    return Actor.token(request.auth)


def _speak_for(request: HttpRequest, user: User) -> None:
    """In the language asked for, else the person's own; the middleware around puts things back."""
    if not request.headers.get("Accept-Language"):
        translation.activate(user.language)
        request.spoken = user.language  # type: ignore[attr-defined] # read by amends.api.middleware
    timezone.activate(user.zone)
