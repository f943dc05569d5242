"""Exports hold a thread of the web server while they are read, so nobody has many and none has it for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from amends.kit import locks
from amends.people.models import User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket
from amends.web import spreadsheets


@contextmanager
def somebody(client: Client) -> Iterator[Any]:
    """A thread of the web server, with a connection of its own."""
    with ThreadPoolExecutor(1) as thread:
        yield lambda deed: thread.submit(deed).result()
        thread.submit(connections.close_all).result()


def holds_a_place(user: User) -> bool:
    return any(locks.is_held(f"export:{user.pk}:{number}") for number in range(spreadsheets.MOST_AT_ONCE))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", ["tickets:export", "activities:export"])
def test_a_person_has_two_exports_under_way_and_no_more(address: str) -> None:
    make_ticket()
    client, other, user = Client(), Client(), make_user()
    client.force_login(user)
    other.force_login(make_user())
    with ExitStack() as threads:
        run = [threads.enter_context(somebody(client)) for _number in range(3)]
        unread = [one(lambda: client.get(reverse(address))) for one in run[:2]]
        assert [answer.status_code for answer in unread] == [200, 200]
        refused = run[2](lambda: client.get(reverse(address)))
        assert refused.status_code == 429
        assert "still under way" in refused.content.decode()
        assert run[2](lambda: other.get(reverse(address)).getvalue()), "others have their own"

        run[0](unread[0].close)  # as the server does when the reader has gone
        assert run[2](lambda: client.get(reverse(address)).getvalue())
        run[1](unread[1].getvalue)
        assert run[2](lambda: client.get(reverse(address)).getvalue())
    assert not holds_a_place(user)


@pytest.mark.django_db(transaction=True)
def test_an_export_that_fails_before_it_begins_leaves_its_place() -> None:
    def fails(*given: object) -> Iterator[str]:
        raise ZeroDivisionError
        yield

    user = make_user()
    with somebody(Client()) as exporting:
        for _time in range(3):
            with pytest.raises(ZeroDivisionError):
                exporting(lambda: spreadsheets.as_file("a.csv", fails(), user))
        assert not holds_a_place(user)


@pytest.mark.django_db
def test_an_export_that_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "LONGEST", -1)
    answer = spreadsheets.as_file("a.csv", iter(["a", "b"]), make_user())
    with pytest.raises(ConnectionResetError):
        answer.getvalue()
    answer.close()
