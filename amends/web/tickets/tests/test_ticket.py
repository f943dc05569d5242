"""The page of one ticket through the door."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from amends.activities.actions import complete_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.models import Rule
from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.journal.testing import recorded
from amends.kit.testing import assert_same_budget, queries_of
from amends.orders.tests.make import make_order
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.actions import add_tag, assign_agent, change_priority, change_status, set_deadline
from amends.tickets.models import Priority, Ticket
from amends.tickets.tests.make import make_actor, make_queue, make_tag, make_ticket, status

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "ticket"}


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def page_of(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("tickets:ticket", args=[ticket.number])).content.decode()


def post(client: Client, name: str, ticket: Ticket, /, *more: object, **data: object) -> Any:
    return client.post(reverse(f"tickets:{name}", args=[ticket.number, *more]), data)


@pytest.mark.req("R55", "R74")
def test_the_menu_offers_where_the_workflow_leads_and_says_why_the_rest_is_locked(client: Client, agent: User):
    text = page_of(client, make_ticket())
    assert 'value="warranty_claim.waiting_return"' in text
    assert 'value="warranty_claim.closed"' not in text
    assert "Closed needs a decision first: approve or reject the claim." in text


@pytest.mark.req("R74")
def test_the_status_changes_and_the_history_tells_who_did_it(client: Client, agent: User):
    ticket = make_ticket()
    post(client, "status", ticket, status="warranty_claim.waiting_return", seen="warranty_claim.new")
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"
    assert f"by {agent.name}" in page_of(client, ticket)


@pytest.mark.req("R55")
def test_a_stale_page_is_told_the_reason_and_shown_the_fresh_state(client: Client, agent: User):
    ticket = make_ticket()
    change_status(ticket, to=status("assessing"), by=make_actor())
    answer = post(client, "status", ticket, status="warranty_claim.waiting_customer", seen="warranty_claim.new")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Assessing" in text[text.index("Theirs") :]
    assert 'name="seen" value="warranty_claim.assessing"' in text
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.assessing"


def test_htmx_gets_the_ticket_alone_and_a_refusal_that_it_may_show(client: Client, agent: User):
    ticket = make_ticket()
    headers = {"HX-Request": "true", "HX-Target": "ticket"}
    url = reverse("tickets:status", args=[ticket.number])
    refused = client.post(url, {"status": "warranty_claim.closed"}, headers=headers)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#ticket")
    assert b"<html" not in refused.content
    done = client.post(url, {"status": "warranty_claim.assessing"}, headers=headers)
    assert done.status_code == 200
    assert done.content.lstrip().startswith(b'<div class="tk" id="ticket"')


@pytest.mark.req("Q22", "R34")
def test_closing_warns_of_activities_that_stay_open(client: Client, agent: User):
    ticket = make_ticket(status="approved_refund")
    activity = make_activity(ticket=ticket)
    post(client, "status", ticket, status="warranty_claim.refunded")
    assert "1 activity on it is still open" in page_of(client, ticket)
    activity.refresh_from_db()
    assert activity.is_open


def test_agent_priority_queue_deadline_and_tags_change_and_what_is_not_there_is_refused(client: Client, agent: User):
    ticket = make_ticket()
    east = make_queue("east")
    make_tag("vip")
    assert post(client, "agent", ticket, agent=agent.pk).status_code == 302
    assert post(client, "priority", ticket, priority="high").status_code == 302
    assert post(client, "queue", ticket, queue="east").status_code == 302
    assert post(client, "deadline", ticket, day="2030-01-02").status_code == 302
    assert post(client, "tags", ticket, tag="vip").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.agent, ticket.priority, ticket.queue) == (agent, "high", east)
    assert timezone.localtime(ticket.due_at).date().isoformat() == "2030-01-02"
    assert [tag.code for tag in ticket.tags.all()] == ["vip"]
    post(client, "tag_removal", ticket, "vip")
    assert not ticket.tags.exists()
    for name, data in {
        "status": {"status": "no.such"},
        "agent": {"agent": "999999"},
        "priority": {"priority": "no"},
        "queue": {"queue": "no"},
        "deadline": {"day": "soon"},
        "tags": {"tag": "no"},
    }.items():
        assert post(client, name, ticket, **data).status_code == 409, name


CHANGES = {
    "status": {"status": "warranty_claim.waiting_return"},
    "agent": {"agent": "me"},
    "priority": {"priority": "high"},
    "queue": {"queue": "east"},
    "deadline": {"day": "2031-01-02"},
    "tags": {"tag": "vip"},
}


def undo_in(text: str) -> str:
    """Where the newest toast's Undo leads."""
    found = re.findall(r'<form class="push" method="post" action="([^"]+)"', text)
    assert found, "no Undo is offered"
    return str(found[-1])


def state_of(ticket: Ticket) -> tuple[Any, ...]:
    fresh = Ticket.objects.get(pk=ticket.pk)
    properties = (fresh.status_id, fresh.agent_id, fresh.priority, fresh.queue_id, fresh.due_at)
    return (*properties, sorted(tag.code for tag in fresh.tags.all()))


@pytest.mark.parametrize("name", CHANGES)
def test_every_property_is_undone_from_its_toast_and_the_history_tells_both(client: Client, agent: User, name: str):
    ticket = make_ticket()
    make_queue("east")
    make_tag("vip")
    data = {key: str(agent.pk) if value == "me" else value for key, value in CHANGES[name].items()}
    before = state_of(ticket)
    with recorded() as events:
        changed = client.post(reverse(f"tickets:{name}", args=[ticket.number]), data, headers=HTMX)
        assert state_of(ticket) != before
        client.post(undo_in(changed.text))
    assert state_of(ticket) == before
    assert len(events) == 2
    assert {event.actor_id for event in events} == {agent.pk}


def test_the_same_property_again_is_not_told(client: Client, agent: User):
    ticket = make_ticket()
    post(client, "priority", ticket, priority=ticket.priority)
    assert "Undo" not in page_of(client, ticket)


def test_two_changes_are_undone_one_after_the_other(client: Client, agent: User):
    ticket = make_ticket()
    before = state_of(ticket)
    addresses = []
    for name in ("priority", "deadline"):
        changed = client.post(reverse(f"tickets:{name}", args=[ticket.number]), CHANGES[name], headers=HTMX)
        addresses.append(undo_in(changed.text))
    for address in addresses:
        client.post(address)
    assert state_of(ticket) == before


def test_a_tag_that_was_taken_off_comes_back_from_its_toast(client: Client, agent: User):
    ticket = make_ticket()
    add_tag(ticket, tag=make_tag("vip"), by=make_actor())
    address = reverse("tickets:tag_removal", args=[ticket.number, "vip"])
    gone = client.post(address, headers=HTMX)
    assert not ticket.tags.exists()
    client.post(undo_in(gone.text))
    assert ticket.tags.exists()


def test_a_limited_agent_who_gives_a_ticket_away_is_offered_no_undo_that_leads_nowhere(client: Client):
    user, ticket = make_user(Role.LIMITED), make_ticket(queue=make_queue("west"))
    assign_agent(ticket, agent=user, by=make_actor())
    client.force_login(user)
    post(client, "priority", ticket, priority="high")
    assert "Undo" in page_of(client, ticket)
    post(client, "agent", ticket, agent="")
    told = client.get(reverse("tickets:list")).text
    assert "Agent changed" in told
    assert "Undo" not in told


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "tags"])
def test_a_stale_menu_changes_nothing_and_says_what_it_is_now(client: Client, agent: User, name: str):
    """Two people have the page open; the second to choose has not seen what the first one chose."""
    ticket, other = make_ticket(), make_user(name="Petra Malá")
    for code in ("east", "west"):
        make_queue(code)
    seen = seen_of(page_of(client, ticket), reverse(f"tickets:{name}", args=[ticket.number]))
    meanwhile = {
        "status": ({"status": "warranty_claim.assessing"}, "Assessing"),
        "agent": ({"agent": str(other.pk)}, "Petra Malá"),
        "priority": ({"priority": "low"}, "Low"),
        "queue": ({"queue": "west"}, "west"),
        "deadline": ({"day": "2032-05-06"}, "2032"),
    }[name]
    theirs = Client()
    theirs.force_login(other)
    post(theirs, name, ticket, **meanwhile[0])
    data = {key: str(agent.pk) if value == "me" else value for key, value in CHANGES[name].items()}
    stood = state_of(ticket)
    with recorded() as events:
        late = post(client, name, ticket, **data, seen=seen)
    assert (late.status_code, state_of(ticket), events) == (409, stood, [])
    assert meanwhile[1] in late.text[late.text.index("Theirs") :]
    fresh = seen_of(page_of(client, ticket), reverse(f"tickets:{name}", args=[ticket.number]))
    assert post(client, name, ticket, **meanwhile[0], seen=fresh).status_code == 302
    assert state_of(ticket) == stood


def test_whoever_wants_what_somebody_else_did_meanwhile_is_not_bothered(client: Client, agent: User):
    ticket = make_ticket(priority="normal")
    change_priority(ticket, to=Priority.HIGH, by=make_actor())
    assert post(client, "priority", ticket, priority="high", seen="normal").status_code == 302


def seen_of(text: str, address: str) -> str:
    found = re.search(
        rf'action="{address}"[^>]*>(?:<input[^>]*>)?<input type="hidden" name="seen" value="([^"]*)"', text
    )
    assert found
    return found[1]


@pytest.mark.parametrize("open_first", [True, False])
def test_a_tick_on_the_ticket_is_undone_from_its_toast(client: Client, agent: User, open_first: bool):
    ticket = make_ticket()
    activity = make_activity(ticket=ticket, name="Check claim content")
    if not open_first:
        complete_activity(activity, by=make_actor())
    url = reverse("tickets:completion", args=[ticket.number, activity.pk])
    ticked = client.post(url, {} if open_first else {"open": "1"}, headers=HTMX)
    activity.refresh_from_db()
    assert activity.is_open is not open_first
    came_from = reverse("tickets:ticket", args=[ticket.number])
    back = client.post(undo_in(ticked.text), headers={"Referer": f"http://testserver{came_from}"})
    assert back["Location"] == came_from
    activity.refresh_from_db()
    assert activity.is_open is open_first


# --- activities on the ticket ---------------------------------------------------------------------------------------


@pytest.mark.req("R1", "R16", "R17")
def test_the_activity_tab_makes_an_activity_with_all_its_parts(client: Client, agent: User):
    ticket, other = make_ticket(), make_user()
    photo = BytesIO(b"\xff\xd8\xff\xe0photo")
    photo.name = "photo.jpg"
    post(
        client,
        "activities",
        ticket,
        name="Inspect the parcel",
        description="Look for damage",
        due_on="2030-01-02",
        due_time="15:00",
        assignee=other.pk,
        files=[photo],
    )
    activity = Activity.objects.get()
    assert (activity.ticket, activity.name, activity.description) == (ticket, "Inspect the parcel", "Look for damage")
    assert (activity.assignee, activity.all_day) == (other, False)
    assert timezone.localtime(activity.due_at).isoformat()[:16] == "2030-01-02T15:00"
    assert [kept.file.name for kept in activity.activity_files.all()] == ["photo.jpg"]
    assert "Inspect the parcel" in page_of(client, ticket)


@pytest.mark.req("R4")
def test_a_file_that_is_not_taken_is_named_and_the_form_stays_filled(client: Client, agent: User):
    bad = BytesIO(b"MZ")
    bad.name = "virus.exe"
    answer = post(client, "activities", make_ticket(), name="Inspect", files=[bad])
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "virus.exe" in text
    assert 'value="Inspect"' in text
    assert not Activity.objects.exists()


@pytest.mark.req("R17", "Q13")
def test_an_activity_without_a_name_is_not_made_and_what_was_typed_stays(client: Client, agent: User):
    answer = post(client, "activities", make_ticket(), name="", description="Look for damage")
    assert answer.status_code == 422
    assert "Look for damage" in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_time_without_a_day_is_complained_about(client: Client, agent: User):
    answer = post(client, "activities", make_ticket(), name="Call", due_time="15:00")
    assert answer.status_code == 422
    assert "Give the day too" in answer.content.decode()


@pytest.mark.req("R37", "R40")
def test_the_chain_is_ticked_off_and_a_tick_taken_back(client: Client, agent: User):
    ticket = make_ticket()
    activity = make_activity(ticket=ticket, name="Check claim content")
    post(client, "completion", ticket, activity.pk)
    activity.refresh_from_db()
    assert (activity.status, activity.completed_by) == ("closed", agent)
    text = page_of(client, ticket)
    assert "Reopen Check claim content" in text
    assert "1 of 1 done" in text
    post(client, "completion", ticket, activity.pk, open="1")
    activity.refresh_from_db()
    assert activity.is_open


def test_an_activity_of_another_ticket_is_not_ticked_from_here(client: Client, agent: User):
    activity = make_activity()
    assert post(client, "completion", make_ticket(), activity.pk).status_code == 404


@pytest.mark.req("R22", "R40")
def test_the_history_tells_what_a_rule_did_and_because_of_what(client: Client, agent: User):
    ticket = make_ticket()
    change_status(ticket, to=status("waiting_return"), by=Actor.person(agent))
    cause = Event.objects.filter(kind="ticket.status_changed").get()
    rule = Rule.objects.create(name="Parcel watch", on={"kind": "ticket.status_changed"})
    make_activity(ticket=ticket, name="Check shipment delivery", by=Actor.rule(rule, because=cause))
    text = " ".join(page_of(client, ticket).split())
    assert "Activity Check shipment delivery" in text
    assert "Parcel watch</a>, because the status changed" in text


@pytest.mark.req("R69")
def test_order_products_customer_and_documents_stand_beside(client: Client, agent: User):
    order = make_order(items=2)
    ticket = make_ticket(order=order, email="jana@example.cz", country="CZ")
    other = make_ticket(contact=ticket.contact, email="jana@example.cz")
    text = page_of(client, ticket)
    for said in (order.code, order.shop.name, "Product 2", "mailto:jana@example.cz", "Czechia", other.number):
        assert said in text


def test_the_page_needs_the_same_number_of_queries_for_any_length_of_history(client: Client, agent: User):
    def asked(ticket: Ticket, count: int) -> list[str]:
        for number in range(count):
            activity = make_activity(ticket=ticket, assignee=make_user(), due_at=timezone.now() - timedelta(days=1))
            if number % 2:
                complete_activity(activity, by=Actor.person(agent))
        return queries_of(lambda: page_of(client, ticket))

    few, many = make_ticket(order=make_order(items=3)), make_ticket(order=make_order(items=30))
    page_of(client, few)
    assert_same_budget(asked(few, 3), asked(many, 30))


@pytest.mark.parametrize(("day", "hour"), [("0001-01-01", "00:00"), ("9999-12-31", "23:59"), ("1926-11-21", "")])
def test_a_deadline_out_of_this_world_is_refused_at_its_field(client, day, hour):
    """A moment before the year 1 can be stored but not read: the list would be broken for everybody."""
    ticket = make_ticket()
    client.force_login(make_user())
    data = {"name": "Call", "due_on": day, "due_time": hour}
    assert client.post(reverse("tickets:activities", args=[ticket.number]), data).status_code == 422
    assert client.post(reverse("tickets:deadline", args=[ticket.number]), {"day": day}).status_code == 409
    assert client.get(reverse("activities:list")).status_code == 200


# --- deadlines that have passed -------------------------------------------------------------------------------------

PASSED = "This deadline has passed."


@pytest.mark.parametrize(("day", "is_late"), [("2020-01-02", True), ("2031-01-02", False), ("", False)])
def test_a_deadline_in_the_past_is_taken_and_said_so(client: Client, agent: User, day: str, is_late: bool):
    ticket = make_ticket()
    set_deadline(ticket, due_at=timezone.now() + timedelta(days=3), by=make_actor())
    post(client, "deadline", ticket, day=day)
    assert (PASSED in page_toasts(client, ticket)) is is_late
    client.post(reverse("tickets:field", args=[ticket.number, "due"]), {"value": "2019-01-02"})
    assert PASSED in page_toasts(client, ticket)
    post(client, "activities", ticket, name="Call", due_on=day)
    assert (PASSED in page_toasts(client, ticket)) is is_late
    assert Activity.objects.filter(name="Call").exists()


def page_toasts(client: Client, ticket: Ticket) -> str:
    return page_of(client, ticket).split('id="toasts"')[1].split("<dialog")[0]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_deadline_in_the_past_is_said_beside_the_field_while_one_chooses(visit: Any):
    page = visit(make_user())
    page.goto("/activities/new")
    said = page.locator("main").get_by_text(PASSED)
    page.fill("#id_due_on", "2020-01-02")
    expect(said).to_be_visible()
    page.fill("#id_due_on", "2031-01-02")
    expect(said).to_have_count(0)
    page.fill("#id_due_on", timezone.localdate().isoformat())
    expect(said).to_have_count(0)
    page.fill("#id_due_time", "00:00")
    expect(said).to_be_visible()
    page.goto(f"/tickets/{make_ticket().number}")
    page.locator("[data-key=d]").click()
    page.fill(".tk-props #id_day", "2020-01-02")
    expect(page.locator(".tk-props").get_by_text(PASSED)).to_be_visible()
