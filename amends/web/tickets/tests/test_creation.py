"""Creating a ticket through the door."""

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from amends.automations.models import Rule
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.models import Order
from amends.orders.tests.make import make_order, make_shop
from amends.outbox.models import Letter
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import ItemDraft, choose_first_queue
from amends.tickets.models import Ticket, TicketType
from amends.tickets.tests.make import claim, give_queue, make_actor, make_queue, make_tag, make_ticket

pytestmark = pytest.mark.django_db

NEW = "/tickets/new"
KEY = "0b2f6f0c-6f0e-4a52-9d0e-5a3a3f1c9d11"


@pytest.fixture(autouse=True)
def agent(client: Client) -> User:
    claim()
    user = make_user()
    client.force_login(user)
    return user


def given(**values: Any) -> dict[str, Any]:
    return {"type": "warranty_claim", "customer_name": "Jana Nováková", "key": KEY, **values}


def picked(client: Client, order: Order) -> Any:
    return client.get(f"{NEW}?order={order.pk}").context


@pytest.mark.parametrize("queues", [[], ["west"], ["east", "west"], ["usual"]], ids=str)
@pytest.mark.parametrize("chosen", [{}, {"assign_to_me": "on"}])
def test_a_limited_agent_lands_on_the_ticket_they_created(client: Client, queues: list[str], chosen: dict[str, str]):
    usual = make_queue("usual", names={"en": "Wombat"})
    TicketType.objects.filter(code="warranty_claim").update(queue=usual)
    made = {code: usual if code == "usual" else make_queue(code, names={"en": code.title()}) for code in queues}
    user = make_user(Role.LIMITED)
    for queue in made.values():
        give_queue(user, queue)
    client.force_login(user)
    form = client.get(NEW).content.decode()
    assert ("Wombat" in form) == ("usual" in queues)
    answer = client.post(NEW, given(**chosen), follow=True)
    assert answer.status_code == 200
    ticket = Ticket.objects.get()
    if queues:
        assert ticket.queue is not None
        assert ticket.queue.code == queues[0]
    assert (ticket.agent == user) == (not queues or bool(chosen))


def test_the_form_puts_a_ticket_into_the_queue_that_was_chosen_and_may_be_used(client: Client):
    mine, other = make_queue("mine"), make_queue("axolotl")
    client.post(NEW, given(queue="axolotl"))
    assert Ticket.objects.get().queue == other
    limited = make_user(Role.LIMITED)
    give_queue(limited, mine)
    client.force_login(limited)
    assert "axolotl" not in client.get(NEW).content.decode()
    assert client.post(NEW, given(queue="axolotl", key=str(uuid4()))).status_code == 422
    assert Ticket.objects.count() == 1


def test_a_limited_agent_prefills_the_orders_they_were_shown_and_no_others(client: Client):
    order = make_order(customer_name="Jana Dvořáková", items=1)
    client.force_login(make_user(Role.LIMITED))
    assert client.get(f"{NEW}?order={order.pk}").context["order"] is None
    hits = client.get(reverse("tickets:order_hits"), {"q": "dvorakova"}).content.decode()
    (reference,) = re.findall(r'href="/tickets/new\?order=([^"]+)"', hits)
    shown = client.get(f"{NEW}?order={reference}")
    assert shown.context["order"] == order
    (kept,) = re.findall(r'name="order" value="([^"]+)"', shown.content.decode())
    assert client.post(reverse("tickets:filling"), {"order": kept}).context["order"] == order
    assert client.post(reverse("tickets:filling"), {"order": order.pk}).context["order"] is None
    client.force_login(make_user(Role.LIMITED))
    assert client.get(f"{NEW}?order={reference}").context["order"] is None


@pytest.mark.req("R41", "R42", "R72", "R73")
def test_staff_create_a_ticket_from_the_list_and_it_shows_there(client: Client):
    assert f'href="{NEW}"' in client.get(reverse("tickets:list")).content.decode()
    answer = client.post(NEW, given(subject="Does not switch on"))
    ticket = Ticket.objects.get()
    assert answer["Location"] == reverse("tickets:ticket", args=[ticket.number])
    assert ticket.status.code == "warranty_claim.new"
    assert ticket.number in client.get(reverse("tickets:list")).content.decode()


@pytest.mark.req("R43", "R45", "R46", "Q31")
def test_orders_are_found_by_any_part_from_three_characters_without_accents(client: Client):
    order = make_order(customer_name="Jana Dvořáková", email="jd@example.cz", code="2609-118342")
    for text in ("dvor", "VORAKO", "118342", "d@exam"):
        answer = client.get(reverse("tickets:order_hits"), {"q": text}).content.decode()
        assert f"order={order.pk}" in answer, text
    assert "<mark>Dvoř</mark>áková" in client.get(reverse("tickets:order_hits"), {"q": "dvor"}).content.decode()
    swapped = client.get(reverse("tickets:order_hits"), {"q": "dvorakova jan"}).content.decode()
    assert "<mark>Jan</mark>a <mark>Dvořáková</mark>" in swapped
    short = client.get(reverse("tickets:order_hits"), {"q": "dv"}).content.decode()
    assert "at least 3 characters" in short
    assert "order=" not in short
    assert "Search order by code, e-mail, customer" in client.get(NEW).content.decode()


@pytest.mark.req("R48", "R49")
def test_who_misses_an_order_reads_when_orders_came_last_and_finds_help(client: Client):
    make_order()
    text = client.get(f"{NEW}?q=nothing-like-it").content.decode()
    assert "No order has this text" in text
    assert reverse("orders:missing") in text


@pytest.mark.req("R47", "R56", "R57", "R58", "R59", "R60")
def test_picking_an_order_fills_the_form_and_lists_its_products(client: Client):
    order = make_order(items=2, carrier="Zásilkovna")
    form = picked(client, order)["form"]
    assert {name: form[name].value() for name in ("customer_name", "email", "phone", "order_code", "carrier")} == {
        "customer_name": order.customer_name,
        "email": order.email,
        "phone": order.phone,
        "order_code": order.code,
        "carrier": "Zásilkovna",
    }
    assert (form["language"].value(), form["country"].value(), form["currency"].value()) == ("cs", "CZ", "CZK")
    assert form["ordered_on"].value() == "2026-11-01"
    assert [row.name for row in picked(client, order)["rows"]] == ["Product 1", "Product 2"]


@pytest.mark.req("Q26", "Q27")
def test_products_and_both_ticks_are_off_at_first(client: Client):
    context = picked(client, make_order(items=2))
    assert not any(row.include for row in context["rows"])
    assert not context["notify"]
    assert not context["mine"]


def test_filling_keeps_what_was_typed_and_takes_the_order_in(client: Client):
    order = make_order()
    answer = client.post(
        f"{reverse('tickets:filling')}?order={order.pk}", given(subject="Typed before", customer_name="Somebody")
    )
    form = answer.context["form"]
    assert (form["subject"].value(), form["customer_name"].value()) == ("Typed before", order.customer_name)
    assert not Ticket.objects.exists()


@pytest.mark.req("R50", "R55", "R63")
def test_the_type_decides_first_status_number_and_what_is_asked_of_products(client: Client):
    answer = client.post(reverse("tickets:filling"), given(type="return", order=make_order(items=1).pk))
    text = answer.content.decode()
    assert "Reason for return" in text
    assert re.search(r"R\d\d-00001", text)
    refused = client.post(NEW, given(type=""))
    assert refused.status_code == 422
    assert "Choose a type." in refused.content.decode()


@pytest.mark.req("R61", "R62", "R63")
def test_ticked_products_go_on_the_ticket_with_quantity_and_reason(client: Client):
    order = make_order(items=2)
    first, _second = order.items.all()
    key = f"item-{first.pk}"
    client.post(NEW, given(order=order.pk, **{f"{key}-include": "1", f"{key}-quantity": "1", f"{key}-reason": "Leaks"}))
    (item,) = Ticket.objects.get().items.all()
    assert (item.name, item.quantity, item.reason, item.ordered_quantity) == ("Product 1", 1, "Leaks", 1)


@pytest.mark.req("R64")
def test_all_products_are_included_and_excluded_at_once(client: Client):
    order = make_order(items=3)
    for word, expected in (("all", True), ("none", False)):
        answer = client.post(reverse("tickets:filling"), given(order=order.pk, include=word))
        assert {row.include for row in answer.context["rows"]} == {expected}


@pytest.mark.req("Q25")
def test_more_than_was_ordered_is_refused_with_everything_kept(client: Client):
    order = make_order(items=1)
    key = f"item-{order.items.get().pk}"
    answer = client.post(NEW, given(order=order.pk, **{f"{key}-include": "1", f"{key}-quantity": "5"}))
    assert answer.status_code == 422
    assert "only 1 was ordered" in answer.content.decode()
    (row,) = answer.context["rows"]
    assert (row.include, row.quantity) == (True, "5")
    for nonsense in ("many", "NaN", "1e99"):
        answer = client.post(NEW, given(order=order.pk, **{f"{key}-include": "1", f"{key}-quantity": nonsense}))
        assert answer.status_code == 422, nonsense


@pytest.mark.req("Q25")
def test_a_product_in_an_open_ticket_is_warned_about_but_not_blocked(client: Client):
    order = make_order(items=1)
    other = make_ticket(order=order, items=[ItemDraft(name="Product 1", code="P-1")])
    text = client.get(f"{NEW}?order={order.pk}").content.decode()
    assert "1 in open ticket" in text
    assert "0 of 1 on no other open ticket" in text
    assert "This order has an open ticket." in text
    assert other.number in text
    key = f"item-{order.items.get().pk}"
    client.post(NEW, given(order=order.pk, **{f"{key}-include": "1"}))
    assert Ticket.objects.count() == 2


def test_an_order_that_is_too_old_for_the_type_is_told_and_not_blocked(client: Client):
    TicketType.objects.filter(code="return").update(oldest_order_days=14)
    order = make_order(placed_at="2020-03-02T10:00Z")
    told = client.post(f"{reverse('tickets:filling')}?order={order.pk}", given(type="return")).content.decode()
    assert "The order is too old for this type: Return." in told
    assert "within 14 days of the order" in told
    assert "The order is too old" not in client.get(f"{NEW}?order={order.pk}").content.decode()
    client.post(NEW, given(type="return", order=order.pk, ordered_on="2020-03-02"))
    assert Ticket.objects.count() == 1


@pytest.mark.req("Q24")
def test_a_product_can_be_typed_in_by_hand(client: Client):
    rows = client.post(reverse("tickets:filling"), given(add_row="1")).context["rows"]
    assert [row.key for row in rows] == ["own-1"]
    client.post(NEW, given(**{"own-1-name": "Tent", "own-1-quantity": "2", "own-1-reason": "Torn"}))
    (item,) = Ticket.objects.get().items.all()
    assert (item.name, item.quantity, item.reason, item.ordered_quantity) == ("Tent", 2, "Torn", None)


@pytest.mark.req("R56", "R57", "R58", "R59")
def test_every_field_can_be_given_by_hand(client: Client):
    values = {
        "email": "jana@example.cz",
        "phone": "+420777123456",
        "order_code": "X-1",
        "ordered_on": "2026-10-05",
        "language": "pl",
        "country": "PL",
        "currency": "PLN",
        "carrier": "InPost",
        "source": "branch",
        "description": "It leaks.",
    }
    client.post(NEW, given(**values))
    ticket = Ticket.objects.get()
    assert {name: str(getattr(ticket, name)) for name in values} == values


@pytest.mark.req("Q23")
def test_without_name_and_email_nothing_is_made_and_the_field_says_so(client: Client):
    answer = client.post(NEW, given(customer_name="", subject="Kept"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["customer_name"]
    assert 'value="Kept"' in answer.content.decode()
    assert not Ticket.objects.exists()


def upload(name: str, content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


@pytest.mark.req("R68", "R69")
def test_files_are_kept_over_a_refusal_and_end_up_in_the_documents(client: Client):
    photo = upload("photo.jpg", b"\xff\xd8\xff\xe0photo")
    refused = client.post(NEW, given(customer_name="", files=[photo]))
    (kept,) = refused.context["files"]
    client.post(NEW, given(kept_file=[str(kept.pk)]))
    ticket = Ticket.objects.get()
    assert [one.file.name for one in ticket.ticket_files.all()] == ["photo.jpg"]
    assert "photo.jpg" in client.get(reverse("tickets:ticket", args=[ticket.number])).content.decode()


@pytest.mark.req("R68")
def test_a_file_that_is_not_taken_is_named_the_others_stay(client: Client):
    refused = client.post(NEW, given(files=[upload("virus.exe", b"MZ"), upload("note.txt", b"note")]))
    assert refused.status_code == 422
    assert "virus.exe" in refused.content.decode()
    assert [file.name for file in refused.context["files"]] == ["note.txt"]


def test_a_file_of_somebody_else_is_not_taken_over(client: Client):
    photo = upload("photo.jpg", b"\xff\xd8\xff\xe0photo")
    (kept,) = client.post(NEW, given(customer_name="", files=[photo])).context["files"]
    client.force_login(make_user())
    client.post(NEW, given(kept_file=[str(kept.pk), "nonsense"]))
    assert not Ticket.objects.get().ticket_files.exists()


@pytest.mark.req("R70", "R71", "Q27")
def test_the_two_ticks_notify_and_assign_and_are_remembered(client: Client, agent: User):
    client.post(NEW, given(email="jana@example.cz", notify_customer="on", assign_to_me="on"))
    ticket = Ticket.objects.get()
    assert ticket.agent == agent
    assert Letter.objects.get().to == "jana@example.cz"
    context = client.get(NEW).context
    assert (context["notify"], context["mine"]) == (True, True)


def test_the_same_form_sent_twice_makes_one_ticket(client: Client):
    first, second = client.post(NEW, given()), client.post(NEW, given())
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 1


@pytest.mark.req("Q29")
def test_the_form_says_which_rules_will_run(client: Client):
    type_is = {"version": 1, "all": [{"field": "type", "op": "is", "value": ["return"]}]}
    Rule.objects.create(name="Claim intake", on={"kind": "ticket.created"})
    Rule.objects.create(name="Returns only", on={"kind": "ticket.created"}, when=type_is)
    Rule.objects.create(name="Switched off", on={"kind": "ticket.created"}, is_on=False)
    Rule.objects.create(name="Something else", on={"kind": "ticket.closed"})
    rules = client.get(NEW).context["rules"]
    assert [one.rule.name for one in rules.running] == ["Claim intake"]
    assert [rule.name for rule in rules.others] == ["Returns only"]
    answer = client.post(reverse("tickets:filling"), given(type="return"))
    assert [one.rule.name for one in answer.context["rules"].running] == ["Claim intake", "Returns only"]


@pytest.mark.req("Q29")
def test_the_form_says_what_each_rule_would_do(client: Client):
    steps = [{"step": "add_tag", "tag": make_tag("vip").code}, {"step": "change_priority", "priority": "high"}]
    rule = Rule.objects.create(name="Claim intake", on={"kind": "ticket.created"}, steps=steps)
    page = client.get(NEW)
    assert page.context["rules"].running[0].deeds == ["add the tag vip", "change the priority to High"]
    assert f'href="/automations/{rule.pk}"' in page.text
    few = len(queries_of(lambda: client.get(NEW)))
    for number in range(5):
        Rule.objects.create(name=f"More {number}", on={"kind": "ticket.created"}, steps=steps)
    client.get(NEW)
    assert len(queries_of(lambda: client.get(NEW))) == few


def test_the_form_needs_the_same_number_of_queries_for_any_number_of_products(client: Client):
    few, many = make_order(items=3), make_order(items=30)
    client.get(NEW)
    assert_same_budget(
        queries_of(lambda: client.get(f"{NEW}?order={few.pk}&q={few.code[:6]}")),
        queries_of(lambda: client.get(f"{NEW}?order={many.pk}&q={many.code[:6]}")),
    )


def test_nonsense_in_the_address_is_no_order(client: Client):
    for nonsense in ("abc", "-1", "9" * 40, "²"):
        assert client.get(NEW, {"order": nonsense}).context["order"] is None


@pytest.mark.req("R47")
def test_the_usual_queue_is_that_of_the_picked_order_and_the_ticket_lands_in_it(client: Client):
    czech, polish = (
        make_queue("claims-cz", names={"en": "Claims CZ"}),
        make_queue("claims-pl", names={"en": "Claims PL"}),
    )
    shop = make_shop(language="pl")
    for queue, place in ((czech, {"language": "cs"}), (polish, {"shop": shop})):
        choose_first_queue(claim(), queue=queue, by=make_actor(), **place)
    assert "The usual one: Claims PL" not in client.get(NEW).content.decode()
    order = make_order(shop, language="")
    assert "The usual one: Claims PL" in client.get(f"{NEW}?order={order.pk}").content.decode()
    client.post(NEW, given(order=order.pk, language="pl", queue=""))
    assert Ticket.objects.get().queue == polish


def test_another_language_shows_another_usual_queue_at_once(client: Client):
    choose_first_queue(claim(), language="cs", queue=make_queue("cz", names={"en": "Claims CZ"}), by=make_actor())
    assert "hx-post" in str(client.get(NEW).context["form"]["language"])
    shown = client.post(f"{NEW}/filling", given(language="cs"), headers={"HX-Request": "true"}).content.decode()
    assert "The usual one: Claims CZ" in shown
