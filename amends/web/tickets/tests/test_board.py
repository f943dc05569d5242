"""The board of tickets through the door, and in a real Chromium."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Status, Ticket
from amends.tickets.tests.make import claim, give_queue, make_queue, make_ticket, returns, status
from amends.web.tickets import board

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    claim()
    user = make_user(name="Petra Malá")
    client.force_login(user)
    return user


def lanes(client: Client, query: str = "") -> dict[str, tuple[list[str], str]]:
    """The numbers of the cards in each lane, by its name, and its count."""
    shown = client.get(f"{reverse('tickets:board')}?{query}").context["lanes"]
    return {one.lane.name: ([row["number"] for row in one.page.rows], one.count) for one in shown}


def move(client: Client, ticket: Ticket, to: str, *, seen: str = "warranty_claim.new", query: str = "") -> Any:
    sent = {"number": ticket.number, "status": to, "seen": seen, "query": query}
    return client.post(reverse("tickets:board_move"), sent, follow=True)


def test_tickets_of_all_types_stand_in_the_lanes_of_their_phases(client: Client, agent: User):
    mine, returned = make_ticket(), make_ticket(type=returns())
    sent = make_ticket(status="waiting_return")
    shown = lanes(client)
    assert list(shown) == ["New", "Acceptance", "Resolving", "Decision", "Resolved"]
    assert set(shown["New"][0]) == {mine.number, returned.number}
    assert shown["Acceptance"] == ([sent.number], "1")


def test_the_soonest_deadline_stands_first_and_what_was_closed_lately_last(client: Client, agent: User):
    now = timezone.now()
    late, soon, never = make_ticket(), make_ticket(), make_ticket()
    for one, due in ((late, now - timedelta(days=1)), (soon, now + timedelta(days=1)), (never, None)):
        Ticket.objects.filter(pk=one.pk).update(due_at=due)
    long_ago, lately, just_now = (make_ticket(status="closed") for _number in range(3))
    for one, days in ((long_ago, 31), (lately, 2), (just_now, 0)):
        Ticket.objects.filter(pk=one.pk).update(closed_at=now - timedelta(days=days))
    sending = make_ticket(status="goods_sent")
    shown = lanes(client)
    assert shown["New"][0] == [late.number, soon.number, never.number]
    assert shown["Resolved"] == ([sending.number, just_now.number, lately.number], "1 · 2 in 30 days")


def test_the_conditions_of_the_list_hold_on_the_board(client: Client, agent: User):
    mine, other = make_ticket(agent=agent), make_ticket(type=returns())
    assert lanes(client, "scope=mine")["New"][0] == [mine.number]
    assert lanes(client, "f=type~is~return")["New"][0] == [other.number]
    assert lanes(client, f"q={mine.number}")["New"][0] == [mine.number]


def test_only_the_phases_of_the_types_asked_for_are_lanes(client: Client, agent: User):
    phase = claim().phases.get(code="warranty_claim.resolving")
    phase.names = {"en": "In the workshop"}
    phase.save()
    assert "In the workshop" in lanes(client)
    assert "In the workshop" not in lanes(client, "f=type~is~return")


def test_a_long_lane_goes_on_where_it_was_left(client: Client, agent: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(board, "SIZE", 2)
    made = [make_ticket().number for _number in range(5)]
    address, found = f"{reverse('tickets:board')}?q=Subject", []
    while address:
        page = client.get(address).content.decode()
        new_lane = page.partition('data-lane="warranty_claim.')[2].partition("</section>")[0] or page
        found += re.findall(r'id="card-([\w-]+)"', new_lane)
        more = re.search(r'hx-get="([^"]+)"', new_lane)
        address = more[1].replace("&amp;", "&") if more else ""
    assert sorted(found) == sorted(made)


def test_a_lane_that_is_not_there_and_a_cursor_of_elsewhere_are_refused(client: Client, agent: User):
    assert client.get(reverse("tickets:board"), {"lane": "nowhere", "after": "x"}).status_code == 404
    assert client.get(reverse("tickets:board"), {"lane": board_lane(), "after": "x"}).status_code == 409


def board_lane() -> str:
    return str(claim().phases.order_by("position")[0].code)


@pytest.mark.req("R55")
def test_a_card_is_moved_where_the_workflow_leads_and_nowhere_else(client: Client, agent: User):
    ticket = make_ticket()
    answer = move(client, ticket, "warranty_claim.waiting_return", query="scope=open")
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"
    assert "Status changed" in answer.content.decode()
    refused = move(client, ticket, "warranty_claim.new", seen="warranty_claim.waiting_return")
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.waiting_return"
    assert 'role="alert"' in refused.content.decode()


def test_a_card_that_somebody_else_moved_meanwhile_stays_and_its_reader_is_told(client: Client, agent: User):
    ticket = make_ticket(status="assessing")
    answer = move(client, ticket, "warranty_claim.waiting_return", seen="warranty_claim.new")
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.assessing"
    assert 'role="alert"' in answer.content.decode()


def test_what_was_moved_is_seen_though_many_stand_before_it(
    client: Client, agent: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(board, "SIZE", 2)
    for _number in range(4):
        make_ticket(status="waiting_return")
    ticket = make_ticket()
    answer = move(client, ticket, "warranty_claim.waiting_return")
    acceptance = next(one for one in answer.context["lanes"] if one.lane.name == "Acceptance")
    assert acceptance.page.rows[0]["number"] == ticket.number


def test_undo_comes_back_to_the_board(client: Client, agent: User):
    ticket = make_ticket()
    answer = move(client, ticket, "warranty_claim.waiting_return")
    undo = re.search(r'action="([^"]+/undoing)"', answer.content.decode())
    assert undo
    here = "http://testserver" + reverse("tickets:board")
    back = client.post(undo[1], headers={"referer": here})
    assert back["Location"] == reverse("tickets:board")
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.new"


def test_a_limited_agent_has_the_cards_and_counts_of_their_queues_and_moves_no_other(client: Client):
    own, foreign = make_queue("own"), make_queue("foreign")
    user = make_user(role=Role.LIMITED)
    give_queue(user, own)
    client.force_login(user)
    seen, hidden = make_ticket(queue=own), make_ticket(queue=foreign)
    assert lanes(client)["New"] == ([seen.number], "1")
    assert move(client, hidden, "warranty_claim.waiting_return").status_code == 404
    hidden.refresh_from_db()
    assert hidden.status.code == "warranty_claim.new"


def test_a_board_costs_the_same_statements_with_three_tickets_as_with_thirty(client: Client, agent: User):
    def asked(count: int) -> Any:
        for code in ("new", "waiting_return", "assessing"):
            for _number in range(count):
                make_ticket(status=code, agent=agent)
        return queries_of(lambda: client.get(reverse("tickets:board")))

    asked(1)
    assert_same_budget(asked(2), asked(10))


def test_each_status_says_where_it_leads(client: Client, agent: User):
    page = client.get(reverse("tickets:board")).content.decode()
    for one in Status.objects.filter(type=claim()):
        piece = page.partition(f'data-ways-from="{one.code}"')[2].partition("</template>")[0]
        offered = set(re.findall(r'data-moves-to="([^"]+)"', piece))
        assert offered == set(one.ways_out.values_list("target__code", flat=True))


# --- In the browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def boarded(visit: Callable[..., Any]) -> Callable[..., Any]:
    def open_board(width: int = 1440, **look: Any) -> Any:
        claim()
        page = visit(make_user(name="Petra Malá"), width=width, **look)
        page.goto("/tickets/board")
        return page

    return open_board


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_ticket_is_moved_by_keys_and_keeps_the_focus(boarded: Any):
    ticket, other = make_ticket(), make_ticket(status="assessing")
    page = boarded()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Waiting for return")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-lane$=acceptance] #card-{ticket.number}")).to_be_focused()
    assert Ticket.objects.get(pk=ticket.pk).status.code == "warranty_claim.waiting_return"
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#card-{other.number}")).to_be_focused()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_card_is_dragged_and_lanes_it_may_not_go_to_are_greyed(boarded: Any):
    ticket = make_ticket()
    page = boarded()
    card, target = page.locator(f"#card-{ticket.number}"), page.locator("[data-lane$=acceptance]")
    card.hover()
    page.mouse.down()
    target.hover()
    target.hover()
    reachable = {one.target.phase.code for one in status("new").ways_out.select_related("target__phase")}
    shut = page.locator("[data-lane].is-shut").evaluate_all("lanes => lanes.map(lane => lane.dataset.lane)")
    every = page.locator("[data-lane]").evaluate_all("lanes => lanes.map(lane => lane.dataset.lane)")
    assert set(shut) == set(every) - reachable - {"warranty_claim.new"}
    page.mouse.up()
    page.get_by_role("button", name="Goods received").click()  # several statuses of the lane can be next
    expect(target.locator(f"#card-{ticket.number}")).to_contain_text("Goods received")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_axe_finds_nothing_on_the_board(boarded: Any, width: int, scheme: str):
    for code in ("new", "waiting_return", "closed"):
        make_ticket(status=code)
    page = boarded(width, scheme=scheme)
    page.locator("[data-ways] summary").first.click()
    page.shot(f"board-{width}-{scheme}")
    assert page.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
