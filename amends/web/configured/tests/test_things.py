"""Settings that look alike: queues and tags, as an administrator sets them up in the browser's terms."""

from typing import Any

import pytest
from django.test import Client

from amends.journal.testing import recorded
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Queue, Tag, Ticket
from amends.tickets.tests.make import make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


def filled(client: Client, address: str, **values: str) -> dict[str, Any]:
    """What the form at this address would send, with `values` typed over."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | values


def test_a_tag_is_added_renamed_and_recoloured(admin: Client) -> None:
    made = admin.post("/settings/tags/new", {"names_en": "Urgent", "names_cs": "Spěchá", "colour": "#c2453d"})
    assert made["Location"] == "/settings/tags/urgent"
    values = filled(admin, "/settings/tags/urgent", names_pl="Pilne", second_colour="#b07a1c")
    assert admin.post("/settings/tags/urgent", values).status_code == 302
    tag = Tag.objects.get()
    assert tag.names == {"en": "Urgent", "cs": "Spěchá", "pl": "Pilne"}
    assert (tag.colour, tag.second_colour) == ("#c2453d", "#b07a1c")
    page = admin.get("/settings/tags/urgent").content.decode()
    assert "Second colour: – to #b07a1c" in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"names_en": "", "colour": "#c2453d"}, "Give it a name in at least one language."),
        ({"names_en": "Calm", "colour": "#c2453d"}, "There is one called “Calm” already."),
        ({"names_en": "New", "colour": "red"}, "Select a valid choice."),
        ({"names_en": "x" * 81, "colour": "#c2453d"}, "at most 80 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field_and_kept(admin: Client, values: dict, sentence: str) -> None:
    make_tag("calm", names={"en": "Calm"})
    answer = admin.post("/settings/tags/new", values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"]["names_en"].value() == values["names_en"]
    assert Tag.objects.count() == 1


def test_of_two_editors_the_second_is_told_at_the_field(admin: Client) -> None:
    make_tag("urgent", names={"en": "Urgent"}, colour="#c2453d")
    mine = filled(admin, "/settings/tags/urgent", colour="#3b6fb5")
    theirs = filled(admin, "/settings/tags/urgent", colour="#2f7d5b", names_cs="Spěchá")
    assert admin.post("/settings/tags/urgent", theirs).status_code == 302
    answer = admin.post("/settings/tags/urgent", mine)
    assert answer.status_code == 422
    assert "Somebody else has changed this" in answer.content.decode()
    assert Tag.objects.get().colour == "#2f7d5b"


def test_a_queue_with_open_tickets_goes_only_to_another_and_its_tickets_move(admin: Client) -> None:
    old, new = make_queue("north", names={"en": "North"}), make_queue("south", names={"en": "South"})
    ticket = make_ticket(queue=old)
    refused = admin.post("/settings/queues/north/retirement", {"replacement": ""}, follow=True)
    assert "It has open tickets" in refused.content.decode()
    assert not Queue.objects.get(pk=old.pk).is_retired
    with recorded() as events:
        admin.post("/settings/queues/north/retirement", {"replacement": "south"})
    assert "ticket.queue_changed" in {event.kind for event in events}
    assert Ticket.objects.get(pk=ticket.pk).queue == new
    assert Queue.objects.get(pk=old.pk).is_retired
    admin.post("/settings/queues/north/restoration")
    assert not Queue.objects.get(pk=old.pk).is_retired


def test_things_are_moved_up_and_down(admin: Client) -> None:
    for name in ("Ape", "Bee", "Cat"):
        admin.post("/settings/tags/new", {"names_en": name, "colour": "#c2453d"})
    admin.post("/settings/tags/order", {"up": "cat"})
    admin.post("/settings/tags/order", {"down": "ape"})
    assert list(Tag.objects.values_list("code", flat=True)) == ["cat", "ape", "bee"]


def test_where_a_thing_is_used_leads_to_its_tickets(admin: Client) -> None:
    make_ticket(tags=[make_tag("urgent", names={"en": "Urgent"})])
    uses = admin.get("/settings/tags/urgent").context["uses"]
    assert [use.count for use in uses] == ["1"]
    assert admin.get(uses[0].address).status_code == 200


def test_a_retired_tag_is_offered_nowhere_and_still_shown(admin: Client) -> None:
    ticket = make_ticket(tags=[make_tag("wombat", names={"en": "Wombat"})])
    admin.post("/settings/tags/wombat/retirement", {"replacement": ""})
    page = admin.get(f"/tickets/{ticket.number}").content.decode()
    assert "Wombat" in page
    assert 'value="wombat"' not in page


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
@pytest.mark.parametrize("address", ["/settings/tags", "/settings/tags/new", "/settings/tags/urgent"])
def test_only_administrators_come_in(role: Role, address: str) -> None:
    make_tag("urgent")
    client = Client()
    client.force_login(make_user(role))
    assert client.get(address).status_code == 403
    assert client.post("/settings/tags/urgent/retirement").status_code == 403


def test_categories_are_a_tree_and_a_ticket_gets_one_on_its_page(admin: Client) -> None:
    admin.post("/settings/categories/new", {"names_en": "Transport"})
    admin.post("/settings/categories/new", {"names_en": "Damaged", "parent": "transport"})
    refused = admin.post(
        "/settings/categories/transport", filled(admin, "/settings/categories/transport", parent="damaged")
    )
    assert refused.status_code == 422
    assert "inside itself" in refused.content.decode()
    ticket = make_ticket()
    assert "Transport › Damaged" in admin.get(f"/tickets/{ticket.number}").content.decode()
    admin.post(f"/tickets/{ticket.number}/category", {"category": "damaged", "seen": ""})
    assert list(Ticket.objects.filter(category__code="damaged")) == [ticket]
    listed = admin.get("/tickets?scope=all&f=category~is~transport").content.decode()
    assert ticket.number in listed
