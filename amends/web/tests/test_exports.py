"""A table that is written while it is sent speaks to the reader as the page did."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone, translation

from amends.activities.tests.make import make_activity
from amends.orders.tests.feeds import feed, import_now, order
from amends.orders.tests.make import make_shop
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_queue, make_ticket
from amends.vocabulary.choosers import chooser
from amends.web import spreadsheets
from amends.web.guards import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("amends.web.tests.test_exports")]
LATE = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)
"""Half past nine in the evening in Prague, the next morning in Tokyo."""


@signed_in
def told_late(request: Any) -> StreamingHttpResponse:
    def pieces() -> Any:
        yield f"{translation.get_language()} {timezone.get_current_timezone_name()} "
        yield str(chooser("queue").hidden_now(["hidden"]))

    return StreamingHttpResponse(pieces())


urlpatterns = [path("told-late", told_late), path("", include("amends.web.urls"))]


@pytest.fixture(autouse=True)
def reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "CHUNK", 1)
    client.force_login(make_user(Role.MANAGER, language="cs", time_zone="Asia/Tokyo"))


def rows(client: Client, address: str) -> list[str]:
    with translation.override("en"), timezone.override("Europe/Prague"):  # what a thread has without a request
        text = client.get(address).getvalue().decode("utf-8-sig")  # type: ignore[attr-defined]
    return text.strip().splitlines()


@pytest.mark.parametrize(
    "address", ["/tickets.csv?columns=number,status,due&scope=all", "/activities.csv?preset=all&scope=everyone"]
)
def test_titles_statuses_and_times_are_those_of_the_reader_to_the_last_row(client: Client, address: str):
    for _number in range(3):
        ticket = make_ticket(due_at=LATE)
        make_activity(ticket=ticket, due_at=LATE, all_day=False)
    title, *told = rows(client, address)
    assert len(told) == 3
    assert "Stav" in title
    for row in told:
        assert "2026-11-19 05:30" in row
        assert "Nová" in row or "Otev" in row


def test_what_an_import_left_out_is_told_to_the_reader(client: Client):
    done = import_now(feed(order("A", DATE="soon"), order("B", DATE="")), make_shop())
    title, *told = rows(client, reverse("orders:import_problems", args=[done.pk]))
    assert title == "Řádek,Objednávka,Co je špatně"
    assert len(told) == 2
    for row in told:
        assert "DATE" in row
        assert "is missing" not in row
        assert "not a date" not in row


def test_whatever_is_streamed_is_made_in_the_words_of_the_request(client: Client):
    make_queue("hidden")
    assert rows(client, "/told-late") == ["cs Asia/Tokyo set()"]
    client.force_login(make_user(Role.LIMITED, language="pl"))
    assert rows(client, "/told-late") == ["pl Europe/Prague {'hidden'}"], "named to nobody else than who asked"
