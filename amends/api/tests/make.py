"""A client of the REST interface for tests."""

import json
from typing import Any

from django.test import Client

from amends.journal.actors import Actor
from amends.people.actions.tokens import make_token
from amends.people.models import Role, Scope, User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import ensure_workflows

ROOT = "/api/v1"
_WIDEST = {Role.ADMINISTRATOR: Scope.MANAGE, Role.MANAGER: Scope.MANAGE}


class Api:
    """Speaks JSON with a token: `Api(user).get("/tickets")`; the answer has `.status_code` and `.json()`."""

    def __init__(self, user: User, scope: Scope | None = None) -> None:
        ensure_workflows()
        self.user = user
        wanted = scope or _WIDEST.get(Role(user.role), Scope.WRITE)
        self.token, self.secret = make_token(user, name="Test", scope=wanted, by=Actor.person(user))
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"}, raise_request_exception=False)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(ROOT + path, query)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = "" if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, ROOT + path, data, content_type="application/json", headers=named)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None) -> Any:
        return self.send("PUT", path, body)

    def patch(self, path: str, body: Any) -> Any:
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)

    def upload(self, path: str, file: Any) -> Any:
        return self.client.post(ROOT + path, {"file": file})


def make_api(role: Role = Role.AGENT, scope: Scope | None = None) -> Api:
    return Api(make_user(role), scope)


def problem_of(response: Any) -> dict[str, Any]:
    """The problem document of an answer; checks that it is one (RFC 9457)."""
    assert response["Content-Type"] == "application/problem+json", response.content
    document: dict[str, Any] = json.loads(response.content)
    assert document["status"] == response.status_code
    assert document["detail"]
    return document
