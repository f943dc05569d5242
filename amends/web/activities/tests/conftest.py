from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from amends.people.models import User
from amends.people.tests.make import make_user
from amends.web.activities.tests.worlds import NOW


@pytest.fixture
def agent(db: None) -> User:
    return make_user(name="Petra Malá", time_zone="Europe/Prague")


@pytest.fixture
def door(client: Client, agent: User) -> Client:
    """Petra, signed in."""
    client.force_login(agent)
    return client


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still, where the design's clock stands."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def names(door: Client) -> Callable[[str], list[str]]:
    """The names of the activities that an address lists, in order."""

    def listed(query: str = "") -> list[str]:
        response = door.get(f"/activities{query}")
        assert response.status_code == 200
        return [row["name"] for group in response.context["list"].groups for row in group.rows]

    return listed
