"""Taking in a file may last as long as its sender likes: it never keeps a transaction open meanwhile."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.db import connection
from django.test import Client

from amends.activities.tests.make import make_activity
from amends.api.tests.make import make_api
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import ensure_workflows, make_ticket

pytestmark = pytest.mark.django_db


def upload() -> BytesIO:
    file = BytesIO(b"text")
    file.name = "note.txt"
    return file


def by_page(address: str, **given: Any) -> int:
    client = Client()
    client.force_login(make_user(Role.AGENT))
    return client.post(address, given | {"files": [upload()]}).status_code


def a_new_ticket() -> int:
    return by_page("/tickets/new", type="return", customer_name="Jana", source="phone")


def a_new_activity() -> int:
    return by_page("/activities/new", ticket=make_ticket().number, name="Call")


def an_activity_on_its_ticket() -> int:
    return by_page(f"/tickets/{make_ticket().number}/activities", name="Call")


def an_edit_of_an_activity() -> int:
    return by_page(f"/activities/{make_activity().pk}", name="Call again")


def a_program() -> int:
    return make_api().upload("/files", upload()).status_code


@pytest.mark.parametrize(
    "door", [a_new_ticket, a_new_activity, an_activity_on_its_ticket, an_edit_of_an_activity, a_program]
)
def test_bytes_are_stored_before_any_transaction_begins(door: Any, monkeypatch: pytest.MonkeyPatch):
    ensure_workflows()
    around, deep, real = len(connection.atomic_blocks), [], Storage.save

    def save(storage: Storage, *given: Any, **more: Any) -> str:
        deep.append(len(connection.atomic_blocks) - around)
        return real(storage, *given, **more)

    monkeypatch.setattr(Storage, "save", save)
    assert door() in {201, 302}
    assert deep == [0]
