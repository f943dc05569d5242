import pytest
from django.test import Client

from amends.people.models import User
from amends.people.tests.make import make_user


@pytest.fixture
def agent(db: None) -> User:
    return make_user(name="Petra Malá")


@pytest.fixture
def door(client: Client, agent: User) -> Client:
    """Petra, signed in."""
    client.force_login(agent)
    return client
