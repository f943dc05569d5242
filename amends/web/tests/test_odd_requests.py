"""What nobody sends by hand: null characters, addresses without sense, cells that a spreadsheet would calculate."""

import logging
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from amends.activities.models import Activity
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import ensure_workflows, make_ticket
from amends.web.spreadsheets import cell

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parent.parent / "templates"

ODD = [
    "/tickets/%00", "/tickets?f=status~is~%00", "/tickets?f=tags~has_any~%00&q=%00", "/orders/a/%00",
    "/tickets?edit=new&draft=status~is~%00", "/filters/ticket/options?field=status&look=%00&value=%00",
    "/filters/ticket/editor?field=status&value=%00&op=is&next=/tickets", "/search?q=%00", "/tickets?%00=%00",
    "/tickets?f=created~within_last_days~800000", "/tickets?f=ordered_on~within_last_days~800000",
]  # fmt: skip


@pytest.mark.parametrize("address", ODD)
def test_an_address_that_makes_no_sense_is_no_mistake_of_ours(client, address):
    client.force_login(make_user())
    assert client.get(address).status_code in (200, 404)


@pytest.fixture
def log(monkeypatch):
    """What Amends writes to its log, as it writes it."""
    written = StringIO()
    for one in logging.getLogger().handlers:
        if type(one) is logging.StreamHandler:
            monkeypatch.setattr(one, "stream", written)
    return written


def test_what_a_client_does_wrong_is_one_line_in_the_log(client, log):
    client.raise_request_exception = False
    assert client.get("/tickets", headers={"host": "evil.example"}).status_code == 400
    broken = client.post("/account/login/", b"x", content_type="multipart/form-data; boundary=\xff")
    assert broken.status_code in (400, 403)
    lines = log.getvalue().splitlines()
    assert any("evil.example" in line for line in lines)
    assert len(lines) <= 4, log.getvalue()
    assert "Traceback" not in log.getvalue()


def test_null_characters_never_reach_the_database(client):
    client.force_login(make_user())
    number = make_ticket().number
    for name, data in (("status", {"status": "a\x00"}), ("tags", {"tag": "\x00"}), ("queue", {"queue": "\x00a"})):
        assert client.post(reverse(f"tickets:{name}", args=[number]), data).status_code == 409, name
    assert client.post(reverse("tickets:bulk"), {"ticket": [f"{number}\x00"], "status": "\x00"}).status_code == 302
    assert client.post(reverse("tickets:activities", args=[number]), {"name": "Ca\x00ll"}).status_code == 302
    assert Activity.objects.get().name == "Call"


def test_a_target_that_is_no_partial_gets_the_whole_page(client):
    client.force_login(make_user())
    for target in ("x" * 5000, "../../base", "\u0661"):
        answer = client.get("/tickets", headers={"HX-Request": "true", "HX-Target": target})
        assert b"<html" in answer.content


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("Jana;=cmd|'/c calc'!A1", "Jana;'=cmd|'/c calc'!A1"),
        ("two\n@lines", "two\n'@lines"),
        ("\uff1d1", "'\uff1d1"),
        ("-1+1", "'-1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\ufeff=1+1", "'\ufeff=1+1"),
        ("\u2060 \u00ad@SUM(A1)", "'\u2060 \u00ad@SUM(A1)"),
        ("a;\u200b=1+1", "a;'\u200b=1+1"),
        ("a\u200b=1", "a\u200b=1"),
        ("+420 777 123 456", "+420 777 123 456"),
        ("Jana - Praha; a=b", "Jana - Praha; a=b"),
        (None, ""),
    ],
)
def test_no_cell_of_an_export_is_calculated(text, written):
    assert cell(text) == written


@pytest.mark.parametrize(
    "field",
    [
        {"language": "x" * 50},
        {"country": "Czechia"},
        {"currency": "crowns"},
        {"own-1-name": "Mug", "own-1-quantity": "0.00001"},
        {"own-1-name": "Mug", "own-1-quantity": "999999999.9999"},
        {"own-1-name": "Mug", "own-1-quantity": "1e-30"},
        {"ordered_on": "0001-01-01"},
    ],
    ids=str,
)
def test_a_new_ticket_with_what_no_column_holds_comes_back_to_be_mended(client, field):
    client.force_login(make_user())
    ensure_workflows()
    form = {"type": "warranty_claim", "customer_name": "Jana", "key": str(uuid4()), **field}
    assert client.post(reverse("tickets:new"), form).status_code == 422


def test_pages_of_the_house_stay_with_whom_they_were_made_for(client):
    assert "no-store" in client.get("/account/password/reset/done/").headers["Cache-Control"]
    client.force_login(make_user())
    for address in ("/tickets", "/tickets.csv", "/profile"):
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"


def test_a_part_of_another_page_is_not_to_be_had(client):
    """Each page answers with its own parts only; those of others would lack what they show, and break."""
    client.force_login(make_user(Role.ADMINISTRATOR))
    ticket = make_ticket()
    parts = {path.stem[1:].replace("_", "-") for path in TEMPLATES.rglob("_*.html")}
    addresses = ["/tickets", "/tickets/new", f"/tickets/{ticket.number}", f"/tickets/{ticket.number}/history"]
    addresses += ["/activities", "/orders", "/automations", "/bulk-changes", "/profile", "/settings/people", "/search"]
    for address in addresses:
        for part in parts:
            answer = client.get(address, headers={"HX-Request": "true", "HX-Target": part})
            assert answer.status_code < 400, (address, part)
