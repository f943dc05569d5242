"""Bulk changes through the doors: the toast, the page that shows how one goes, Stop and Undo."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from amends.activities.tests.make import make_activity
from amends.executions import chunking
from amends.executions.actions import executions as doing
from amends.executions.models import Execution
from amends.journal.forgetting import forget
from amends.kit import jobs
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Priority, Ticket
from amends.tickets.tests.make import make_queue, make_tag, make_ticket, returns

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two, and three rows are many."""
    monkeypatch.setattr(chunking, "SIZE", 2)
    monkeypatch.setattr(doing, "AT_ONCE", 2)


def press(client: Client, tickets: list[Ticket], **data: str) -> str:
    sent = {"ticket": [ticket.number for ticket in tickets], **data}
    return client.post(reverse("tickets:bulk"), sent, follow=True).content.decode()


def priorities() -> list[str]:
    return list(Ticket.objects.order_by("pk").values_list("priority", flat=True))


def test_the_toast_of_a_bulk_change_undoes_it(client: Client, agent: User) -> None:
    tickets = [make_ticket(priority=one) for one in (Priority.LOW, Priority.HIGH)]
    said = press(client, tickets, priority="urgent")
    assert "2 tickets changed" in said
    undo = re.search(r'action="(/bulk-changes/\d+/undoing)"', said)
    assert undo
    said = client.post(undo[1], follow=True, headers={"Referer": "http://testserver/tickets"}).content.decode()
    assert "2 tickets are as they were" in said
    assert priorities() == ["low", "high"]


def test_a_large_change_shows_how_it_goes_and_then_what_became_of_each(
    client: Client, agent: User, small: None
) -> None:
    tickets = [*(make_ticket() for _number in range(3)), make_ticket(type=returns())]
    page = press(client, tickets, status="warranty_claim.assessing")
    execution = Execution.objects.get()
    assert "Change the status of 4 tickets to Assessing" in page
    assert "0 of 4" in page
    assert f'hx-get="/bulk-changes/{execution.pk}?show=all"' in page
    jobs.run_all()
    address = reverse("executions:execution", args=[execution.pk])
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "state"}).content.decode()
    assert "4 of 4" in part
    assert "hx-get" not in part
    assert tickets[3].number in part
    assert "“Assessing” of Warranty Claim was chosen; this ticket’s type is Return." in part
    assert tickets[0].number not in part
    assert tickets[0].number in client.get(f"{address}?show=done").content.decode()


def test_it_is_stopped_by_its_button(client: Client, agent: User, small: None) -> None:
    press(client, [make_ticket() for _number in range(3)], priority="urgent")
    execution = Execution.objects.get()
    client.post(reverse("executions:stopping", args=[execution.pk]))
    jobs.run_all()
    assert priorities() == ["normal"] * 3
    page = client.get(reverse("executions:execution", args=[execution.pk])).content.decode()
    assert "Stopped. What was done until now stays." in page
    assert "/stopping" not in page


def test_only_who_began_it_and_administrators_find_it(client: Client, agent: User) -> None:
    press(client, [make_ticket()], priority="urgent")
    execution = Execution.objects.get()
    address = reverse("executions:execution", args=[execution.pk])
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/undoing").status_code == 404
    assert client.post(f"{address}/stopping").status_code == 404
    assert "Change the priority" not in client.get(reverse("executions:list")).content.decode()
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    assert client.get(address).status_code == 200
    assert "Change the priority of 1 ticket to Urgent" in client.get(reverse("executions:list")).content.decode()


def test_a_list_without_changes_speaks_of_those_that_it_would_show(client: Client, agent: User) -> None:
    press(client, [make_ticket()], priority="urgent")
    client.force_login(make_user())
    assert "You have changed nothing in bulk yet" in client.get("/bulk-changes").text
    Execution.objects.all().delete()
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    assert "Nothing was changed in bulk yet" in client.get("/bulk-changes").text


def test_settings_are_no_way_for_who_may_not_see_them_but_the_menu_of_the_person_is(
    client: Client, agent: User
) -> None:
    press(client, [make_ticket()], priority="urgent")
    execution = Execution.objects.get()
    assert 'href="/bulk-changes"' in client.get("/tickets").text
    for address in ("/bulk-changes", f"/bulk-changes/{execution.pk}"):
        page = client.get(address).text
        assert 'href="/settings"' not in page
    client.force_login(make_user(role=Role.MANAGER))
    assert '<a class="am-crumb" href="/settings">' in client.get("/bulk-changes").text


def test_titles_say_how_many_and_a_change_taken_back_says_so_and_by_which(client: Client, agent: User) -> None:
    made = [make_activity() for _number in range(2)]
    client.post("/activities/changes", {"deed": "delete", "id": [one.pk for one in made]})
    deletion = Execution.objects.get()
    page = client.get(f"/bulk-changes/{deletion.pk}").text
    assert "<h1>Delete 2 activities</h1>" in page
    assert "Finished</span>" in page
    client.post(f"/bulk-changes/{deletion.pk}/undoing")
    undoing = Execution.objects.latest("pk")
    page = client.get(f"/bulk-changes/{deletion.pk}").text
    assert "Undone</span>" in page
    assert f'<a href="/bulk-changes/{undoing.pk}">Undo: delete 2 activities</a>' in page
    page = client.get(f"/bulk-changes/{undoing.pk}").text
    assert "<h1>Undo: delete 2 activities</h1>" in page
    assert f'<a href="/bulk-changes/{deletion.pk}">Delete 2 activities</a>' in page
    assert '<td class="c-stat">Undone</td>' in client.get("/bulk-changes").text


def test_what_could_not_be_taken_back_keeps_a_change_from_being_undone(client: Client, agent: User) -> None:
    tickets = [make_ticket(), make_ticket()]
    press(client, tickets, priority="urgent")
    first = Execution.objects.get()
    press(client, tickets[:1], priority="low")
    client.post(f"/bulk-changes/{first.pk}/undoing")
    assert "Partly undone</span>" in client.get(f"/bulk-changes/{first.pk}").text


def test_rows_and_their_tab_share_a_word_and_the_reason_follows_it(client: Client, agent: User) -> None:
    press(client, [make_ticket(), make_ticket(type=returns())], status="warranty_claim.assessing")
    address = f"/bulk-changes/{Execution.objects.get().pk}"
    left = client.get(f"{address}?show=left").text
    assert "Left as they are" in left
    assert re.search(r'<span class="is-left">Left as it is: </span><span class="ink-2">“Assessing” of', left)
    assert "Left as it is" not in client.get(f"{address}?show=done").text


def test_each_row_says_which_ticket_it_was_what_changed_and_whether_it_was_taken_back(
    client: Client, agent: User
) -> None:
    tickets = [make_ticket(subject="Bent derailleur"), make_ticket(priority=Priority.HIGH)]
    press(client, tickets, priority="urgent")
    execution = Execution.objects.get()
    press(client, tickets[1:], priority="low")
    change = client.get(f"/bulk-changes/{execution.pk}").text
    assert f'{tickets[0].number}</a> <span class="ex-says">Bent derailleur</span>' in change
    assert "<div>Priority Normal to Urgent</div>" in change
    assert "<div>Priority High to Urgent</div>" in change
    assert "undone since" not in change
    client.post(f"/bulk-changes/{execution.pk}/undoing")
    rows = re.findall(r"<tr>.*?</tr>", client.get(f"/bulk-changes/{execution.pk}").text, re.DOTALL)
    assert [("undone since" in row) for row in rows if "Priority" in row] == [True, False]
    undoing = client.get(f"/bulk-changes/{Execution.objects.latest('pk').pk}?show=all").text
    assert "Priority Urgent to Normal" in undoing
    assert "Priority High to" not in undoing


@pytest.mark.parametrize("sent", ["status=warranty_claim.assessing", "priority=low", "queue=east", "tag=vip", "agent="])
def test_every_deed_on_tickets_is_titled_with_their_number(client: Client, agent: User, sent: str) -> None:
    make_queue("east")
    make_tag("vip")
    name, _equals, value = sent.partition("=")
    press(client, [make_ticket(), make_ticket()], **{name: value})
    assert (
        "2 tickets" in re.findall(r"<h1>(.*?)</h1>", client.get(f"/bulk-changes/{Execution.objects.get().pk}").text)[0]
    )


@pytest.mark.parametrize("query", ["show=nonsense&after=x", "show=all&after=99999999999999999999"])
def test_an_address_typed_by_hand_shows_what_it_can(client: Client, agent: User, query: str) -> None:
    press(client, [make_ticket()], priority="urgent")
    assert (
        client.get(f"{reverse('executions:execution', args=[Execution.objects.get().pk])}?{query}").status_code == 200
    )


def test_many_results_come_in_pages(client: Client, agent: User) -> None:
    tickets = [make_ticket() for _number in range(55)]
    press(client, tickets, priority="urgent")
    address = reverse("executions:execution", args=[Execution.objects.get().pk])
    first = client.get(address).content.decode()
    assert tickets[49].number in first
    assert tickets[50].number not in first
    following = re.search(r'href="\?show=all&amp;after=(\d+)"', first)
    assert following
    assert tickets[54].number in client.get(f"{address}?show=all&after={following[1]}").content.decode()


def test_pages_need_the_same_number_of_statements_for_3_and_for_30_rows(client: Client, agent: User) -> None:
    def look(count: int) -> list[str]:
        press(client, [make_ticket() for _number in range(count)], priority="urgent")
        address = reverse("executions:execution", args=[Execution.objects.latest("pk").pk])
        client.get(address)
        return queries_of(lambda: client.get(address))

    assert_same_budget(look(3), look(30))

    def leaf(count: int) -> list[str]:
        for _number in range(count):
            press(client, [make_ticket()], priority="urgent")
        return queries_of(lambda: client.get(reverse("executions:list")))

    assert_same_budget(leaf(1), leaf(10))


def test_the_page_of_a_bulk_change_says_that_its_details_were_forgotten(client: Client, agent: User) -> None:
    ticket = make_ticket(email="jana@example.org")
    press(client, [ticket], priority="urgent")
    execution = Execution.objects.get()
    address = reverse("executions:execution", args=[execution.pk])
    assert "details were forgotten" not in client.get(address).text
    forget("contact", ticket.contact_id or 0)
    page = client.get(address).text
    assert "Its details were forgotten" in page
    assert ticket.number in page
    assert "/undoing" not in page
    assert "Bulk change without details" in client.get(reverse("executions:list")).text
    assert client.post(reverse("executions:undoing", args=[execution.pk]), follow=True).status_code == 200
    assert priorities() == ["urgent"]
