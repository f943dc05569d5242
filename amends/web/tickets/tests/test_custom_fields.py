"""A shop's own fields on the form of a new ticket, on the ticket and in the list (R65, R66)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from amends.configured.actions import make_configured
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft
from amends.tickets.models import Branch, Ticket
from amends.tickets.tests.make import claim, make_actor, make_field, make_ticket, place, returns

pytestmark = pytest.mark.django_db

GIVEN = {"type": "warranty_claim", "customer_name": "Jana", "key": "5d3a7b1e-3f0f-4f0e-9a55-0a3e3f6b8a11"}


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user())
    return client


@pytest.fixture
def fields() -> None:
    make_configured(Branch, {"names": {"en": "Brno, Veveří"}}, by=make_actor(), code="brno")
    place(
        make_field("asks_for", "choice", options=("refund", "exchange")),
        make_field("details", "lines"),
        make_field("pick_up", "branch"),
        make_field("contents", "choices", options=("box", "cable")),
        make_field("complete", "flag"),
        make_field("photo", "file"),
        make_field("fault", "choice", scope="product", options=("leaks", "noise")),
    )
    place(make_field("parcel", "text"), type=returns())


@pytest.mark.req("R65", "R66")
def test_the_form_asks_what_the_type_asks_and_the_ticket_has_it(door: Client, fields: None) -> None:
    page = door.get("/tickets/new?type=warranty_claim").text
    for label in ("Asks for", "Details", "Pick up", "Brno, Veveří", "Exchange", "Cable"):
        assert label in page
    assert "Parcel" not in page
    photo = SimpleUploadedFile("pump.jpg", b"jpeg", "image/jpeg")
    own: dict[str, Any] = {
        "field-asks_for": "asks_for.refund",
        "field-details": "It leaks\nsince Monday",
        "field-pick_up": "brno",
        "field-contents": ["contents.box", "contents.cable"],
        "field-complete": "no",
        "field-photo": photo,
        "own-1-name": "Pump",
        "own-1-quantity": "1",
        "own-1-field-fault": "fault.leaks",
    }
    made = door.post("/tickets/new", GIVEN | own)
    assert made.status_code == 302, made.text
    ticket = Ticket.objects.get()
    file = ticket.custom.pop("photo")
    assert file["name"] == "pump.jpg"
    assert [str(one.file_id) for one in ticket.ticket_files.all()] == [file["file"]]
    assert ticket.custom == {
        "asks_for": "asks_for.refund",
        "details": "It leaks\nsince Monday",
        "pick_up": "brno",
        "contents": ["contents.box", "contents.cable"],
        "complete": False,
    }
    assert ticket.items.get().custom == {"fault": "fault.leaks"}
    shown = door.get(f"/tickets/{ticket.number}").text
    for said in ("Refund", "It leaks", "Box, Cable", "Brno, Veveří", "pump.jpg", "Fault: Leaks"):
        assert said in shown, said


@pytest.mark.req("R65")
def test_switching_the_type_keeps_what_was_typed_for_the_other(door: Client, fields: None) -> None:
    sent = GIVEN | {"field-details": "It leaks", "field-contents": ["contents.box", "contents.cable"]}
    other = door.post("/tickets/new/filling", sent | {"type": "return", "field-parcel": "P-1"}).text
    assert "Parcel" in other
    assert '<input type="hidden" name="field-details" value="It leaks">' in other
    assert other.count('<input type="hidden" name="field-contents"') == 2
    back = door.post("/tickets/new/filling", sent | {"field-parcel": "P-1"}).text
    assert ">\nIt leaks</textarea>" in back
    assert '<input type="hidden" name="field-parcel" value="P-1">' in back
    made = door.post("/tickets/new", sent | {"field-parcel": "P-1"})
    assert made.status_code == 302
    assert Ticket.objects.get().custom == {"details": "It leaks", "contents": ["contents.box", "contents.cable"]}


def test_what_is_wrong_is_said_at_the_field_and_everything_else_stays(door: Client) -> None:
    place(
        make_field("email_of_shop", "email"),
        make_field("since", "date"),
        make_field("fault", "text", scope="product"),
        required=True,
    )
    own = {"field-email_of_shop": "jana", "own-1-name": "Pump", "own-1-quantity": "1"}
    photo = SimpleUploadedFile("pump.jpg", b"jpeg", "image/jpeg")
    page = door.post("/tickets/new", GIVEN | own | {"files": photo})
    assert page.status_code == 422
    assert "“jana” is no e-mail address" in page.text
    assert page.text.count("This has to be filled in.") == 2
    assert 'value="jana"' in page.text
    assert "pump.jpg" in page.text
    assert not Ticket.objects.exists()


@pytest.mark.req("R65")
def test_a_field_is_changed_in_place_with_undo_and_history(door: Client, fields: None) -> None:
    ticket = make_ticket()
    form = door.get(f"/tickets/{ticket.number}/fields/custom_contents").text
    assert 'type="checkbox"' in form
    sent = {"value": ["contents.box", "contents.cable"], "seen": ""}
    assert door.post(f"/tickets/{ticket.number}/fields/custom_contents", sent).status_code == 302
    assert door.post(f"/tickets/{ticket.number}/fields/custom_asks_for", {"value": "asks_for.refund", "seen": ""})
    page = door.get(f"/tickets/{ticket.number}").text
    assert "Contents is now Box, Cable" in page
    assert "Asks for is now Refund" in page
    assert door.post(f"/tickets/{ticket.number}/fields/custom_contents/undoing").status_code == 302
    assert Ticket.objects.get().custom == {"asks_for": "asks_for.refund"}
    refused = door.post(f"/tickets/{ticket.number}/fields/custom_asks_for", {"value": "asks_for.no", "seen": ""})
    assert refused.status_code == 422


def test_the_fields_of_a_product_are_filled_in_on_its_page(door: Client, fields: None) -> None:
    ticket = make_ticket(items=[ItemDraft(name="Pump")])
    product = ticket.items.get()
    address = f"/tickets/{ticket.number}/products/{product.pk}"
    assert "Leaks" in door.get(address).text
    assert door.post(address, {"field-fault": "fault.leaks"}).status_code == 302
    product.refresh_from_db()
    assert product.custom == {"fault": "fault.leaks"}
    assert "Pump: Fault is now Leaks" in door.get(f"/tickets/{ticket.number}").text
    assert door.get(f"/tickets/{ticket.number}/products/999999").status_code == 404
    assert door.post(address, {"field-fault": "fault.unknown"}).status_code == 422


def test_the_list_filters_by_it_shows_it_and_exports_it(door: Client, fields: None) -> None:
    ticket, other = make_ticket(custom={"contents": ["contents.box"], "pick_up": "brno"}), make_ticket()
    page = door.get("/tickets?f=custom_contents~has_any~contents.box&columns=number,custom_contents,custom_pick_up")
    assert ticket.number in page.text
    assert other.number not in page.text
    assert "Box" in page.text
    lines = door.get("/tickets.csv?columns=number,custom_contents,custom_pick_up,custom_fault").getvalue().decode()
    assert f'{ticket.number},Box,"Brno, Veveří",' in lines
    assert claim().pk == ticket.type_id


@pytest.mark.parametrize(
    ("type", "kept", "shown"),
    [
        ("text", ["WTU-1", "WTU-2"], "WTU-1, WTU-2"),
        ("date", ["2026-11-02", "2026-11-20"], "2026-11-02, 2026-11-20"),
        ("number", ["1.5", "20"], "1.5, 20"),
        ("flag", [True, True], "yes, yes"),
        ("text", [None, "WTU-2"], "WTU-2"),
        ("number", [None, None], ""),
    ],
)
def test_what_each_product_has_stands_in_one_cell_in_words(door: Client, type: str, kept: list[Any], shown: str):
    place(make_field("fact", type, scope="product"))
    items = [ItemDraft(name=f"P{n}", custom={} if one is None else {"fact": one}) for n, one in enumerate(kept)]
    make_ticket(items=items)
    make_ticket()
    page = door.get("/tickets?columns=number,custom_fact").text
    assert page.count(f'title="{shown}">{shown}</span>') >= 1
    assert "[" not in page[page.index("<tbody>") : page.index("</tbody>")]
    lines = door.get("/tickets.csv?columns=number,custom_fact&sort=created").getvalue().decode().splitlines()
    assert lines[1].partition(",")[2].strip('"') == shown
    assert lines[2].endswith(",")
    assert door.get("/tickets.xlsx?columns=number,custom_fact").status_code == 200
