"""The list of tickets through the door."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from psycopg.errors import QueryCanceled

from amends.executions.models import Execution
from amends.kit import racing
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.models import Status, Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_tag, make_ticket, returns
from amends.vocabulary import Asker, Condition, Tree, compile_tree
from amends.web import spreadsheets
from amends.web.tickets import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def listed(client: Client, query: str = "") -> list[Ticket]:
    rows = client.get(f"{reverse('tickets:list')}?{query}").context["page"].rows
    found = Ticket.objects.in_bulk([row["id"] for row in rows])
    return [found[row["id"]] for row in rows]


@pytest.mark.req("R72")
def test_the_newest_open_tickets_stand_first(client: Client, agent: User):
    older, newer = make_ticket(), make_ticket()
    make_ticket(status="closed")
    assert listed(client) == [newer, older]
    assert len(listed(client, "scope=all")) == 3


def test_the_scopes_show_mine_unassigned_and_all(client: Client, agent: User):
    mine, nobodys = make_ticket(agent=agent), make_ticket()
    assert listed(client, "scope=mine") == [mine]
    assert listed(client, "scope=unassigned") == [nobodys]


def test_the_heading_says_how_many_tickets_the_list_holds_on_all_its_pages(
    client: Client, agent: User, monkeypatch: pytest.MonkeyPatch
):
    make_ticket(agent=agent)
    for _number in range(2):
        make_ticket()
    make_ticket(status="closed")

    def said(query: str) -> str:
        return client.get(f"{reverse('tickets:list')}?{query}").context["count"]

    assert [said("scope=mine"), said("scope=open"), said("scope=all")] == ["1", "3", "4"]
    assert 'Tickets <span class="ink-3 fw-normal">1</span></h1>' in client.get("/tickets?scope=mine").text
    monkeypatch.setattr(lists, "CAP", 2)
    assert said("scope=all") == "2+"


def test_where_each_row_has_to_be_looked_at_fewer_are_counted(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lists, "FEW", 2)
    queue = make_queue("elsewhere")
    for _number in range(3):
        make_ticket(subject="Broken zip", queue=queue)
    client.force_login(make_user())
    assert client.get("/tickets").context["count"] == "3"
    assert client.get("/tickets?q=zip").context["count"] == "2+"
    limited = make_user(Role.LIMITED)
    give_queue(limited, queue)
    client.force_login(limited)
    assert client.get("/tickets").context["count"] == "2+"


def test_conditions_and_text_narrow_the_list(client: Client, agent: User):
    wanted = make_ticket(customer_name="Žofie Nováková", tags=[make_tag("vip")])
    make_ticket(customer_name="Žofie Nováková")
    assert listed(client, "f=tags~has_any~vip&q=novakov") == [wanted]


def test_the_list_sorts_by_deadline_with_those_without_one_last(client: Client, agent: User):
    late = make_ticket(due_at=datetime(2020, 1, 1, tzinfo=UTC))
    none = make_ticket()
    soon = make_ticket(due_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert listed(client, "sort=due") == [late, soon, none]
    assert listed(client, "sort=-created") == [soon, none, late]
    assert "late" in client.get(f"{reverse('tickets:list')}?sort=due").content.decode()


def test_an_unknown_scope_or_sort_is_the_usual_one(client: Client, agent: User):
    ticket = make_ticket()
    assert listed(client, "scope=drop%20table&sort=password") == [ticket]


def test_the_list_needs_the_same_number_of_queries_for_any_number_of_tickets(client: Client, agent: User):
    def asked(count: int) -> list[str]:
        for _number in range(count):
            make_ticket(agent=make_user(), queue=make_queue(f"q{Ticket.objects.count()}"), tags=[])
        return queries_of(lambda: client.get(reverse("tickets:list")))

    client.get(reverse("tickets:list"))
    assert_same_budget(asked(3), asked(30))


def test_the_whole_list_can_be_exported_and_no_cell_is_a_formula(client: Client, agent: User):
    for _number in range(60):
        make_ticket()
    make_ticket(subject="=HYPERLINK(evil)", phone="+420 777 123 456")
    answer = client.get(reverse("tickets:export"))
    text = answer.getvalue().decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 62
    assert "'=HYPERLINK(evil)" in text
    assert ",+420 777 123 456," in text


def change(client: Client, tickets: list[Ticket], **data: str) -> str:
    answer = client.post(
        reverse("tickets:bulk"), {"ticket": [ticket.number for ticket in tickets], **data}, follow=True
    )
    return answer.content.decode()


def test_a_status_spelt_with_any_number_of_pieces_costs_one_look(client: Client, agent: User):
    ticket = make_ticket()

    def asked(pieces: int) -> list[str]:
        status = "warranty_claim.assessing," * pieces + "," * pieces
        return queries_of(lambda: client.post(reverse("tickets:bulk"), {"ticket": [ticket.number], "status": status}))

    asked(1)
    assert_same_budget(asked(1), asked(30_000))
    ticket.refresh_from_db()
    assert ticket.status.code == "warranty_claim.assessing"


def test_ticked_tickets_change_together(client: Client, agent: User):
    tickets = [make_ticket() for _ in range(3)]
    queue, tag = make_queue("east"), make_tag("vip")
    assert "3 tickets changed" in change(client, tickets, status="warranty_claim.assessing")
    change(client, tickets, agent=str(agent.pk))
    change(client, tickets, priority="urgent")
    change(client, tickets, queue="east")
    change(client, tickets, tag="vip")
    for ticket in tickets:
        ticket.refresh_from_db()
        assert (ticket.status.code, ticket.agent, ticket.priority, ticket.queue) == (
            "warranty_claim.assessing",
            agent,
            "urgent",
            queue,
        )
        assert list(ticket.tags.all()) == [tag]
    change(client, tickets, untag="vip")
    change(client, tickets, agent="")
    tickets[0].refresh_from_db()
    assert (tickets[0].agent, list(tickets[0].tags.all())) == (None, [])


def test_all_tickets_that_fit_the_list_change_not_only_those_of_the_page(client: Client, agent: User):
    fitting = [make_ticket(subject="broken zip") for _number in range(60)]
    other = make_ticket(subject="lost parcel")
    page = client.get(f"{reverse('tickets:list')}?q=zip").text
    assert "All 60 that fit" in page
    said = change(client, [], every="1", query="q=zip", priority="urgent")
    assert "60 tickets changed" in said
    assert set(Ticket.objects.filter(pk__in=[one.pk for one in fitting]).values_list("priority", flat=True)) == {
        "urgent"
    }
    other.refresh_from_db()
    assert other.priority == "normal"


MEANINGLESS = {
    "a field that was deleted": ("f=serial~is~WTU", "There is no field “serial”."),
    "a comparison unheard of": ("f=priority~tastes~sweet", "Priority can’t be compared with “tastes”."),
    "a value too few": ("f=status~is", "Status: "),
    "a value that is no day": ("f=created~before~soon", "Created: “soon” is not a day."),
    "a tag that was deleted": ("f=tags~has_any~gone", "Tags: there is no “gone” any more."),
    "beside one that is understood": ("f=subject~contains~zip&f=serial~is~WTU", "There is no field “serial”."),
    "one too many": ("&".join(["f=subject~contains~zip"] * 81), "A list takes at most 80 conditions."),
}
"""Conditions without which a list would hold more than was asked for."""


@pytest.mark.parametrize(("query", "problem"), MEANINGLESS.values(), ids=MEANINGLESS)
def test_with_a_condition_that_is_not_understood_nothing_is_changed_and_nothing_leaves(
    client: Client, agent: User, query: str, problem: str
):
    for _number in range(51):
        make_ticket(subject="broken zip")
    told = "A condition of the list can’t be used: " + escape(problem)
    assert told in change(client, [], every="1", query=f"scope=all&{query}", priority="urgent")
    assert not Ticket.objects.exclude(priority="normal").exists()
    answer = client.get(f"/tickets.csv?scope=all&{query}")
    assert answer.status_code == 409
    assert told in answer.text
    page = client.get(f"/tickets?scope=all&{query}").text
    assert escape(problem) in page
    assert "that fit" not in page
    assert "/tickets.csv" not in page
    assert "/tickets.csv" in client.get("/tickets?scope=all").text


def test_tickets_that_cannot_change_are_named_with_the_reason(client: Client, agent: User):
    said = change(client, [make_ticket(), make_ticket(type=returns())], status="warranty_claim.assessing")
    assert "1 ticket changed" in said
    assert "1 ticket was left as it is. R" in said
    assert "“Assessing” of Warranty Claim was chosen; this ticket’s type is Return." in said


def test_nothing_ticked_is_said(client: Client, agent: User):
    assert "Nothing was selected" in change(client, [], priority="high")


def test_an_export_has_all_rows_in_the_order_of_the_list(client: Client, agent: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheets, "CHUNK", 2)
    due = [datetime(2026, 11, day, tzinfo=UTC) for day in (3, 1, 2)]
    made = [make_ticket(due_at=moment) for moment in (*due, None, None)]
    for sort, expected in {"due": [1, 2, 0, 3, 4], "-due": [0, 2, 1, 4, 3]}.items():
        answer = client.get(f"/tickets.csv?columns=number&sort={sort}")
        lines = b"".join(answer).decode().split()
        assert lines[1:] == [made[place].number for place in expected]


def test_an_export_that_fails_at_once_is_an_error_and_not_a_short_file(
    client: Client, agent: User, monkeypatch: pytest.MonkeyPatch
):
    def too_long(*args: object, **options: object) -> None:
        raise OperationalError("cancelled") from QueryCanceled()

    monkeypatch.setattr(spreadsheets, "keyset", too_long)
    client.raise_request_exception = False
    assert client.get("/tickets.csv").status_code == 503


@pytest.mark.parametrize(
    ("query", "advice"),
    {
        "scope=mine": "Search all tickets.",
        "q=nowhere": "Search for something else, or search all tickets.",
        "q=nowhere&scope=all": "Search for something else.",
        "f=subject~contains~nowhere": "Remove a condition, or search all tickets.",
        "f=subject~contains~nowhere&scope=all": "Remove a condition.",
    }.items(),
)
def test_a_list_without_tickets_advises_only_what_can_be_done(client: Client, agent: User, query: str, advice: str):
    make_ticket()
    assert f"<p>{advice}</p>" in client.get(f"/tickets?{query}").text


@pytest.mark.req("R72")
def test_the_list_opens_on_ones_own_open_tickets_the_soonest_deadline_first(client: Client, agent: User):
    late, later, without = (make_ticket(agent=agent) for _time in range(3))
    make_ticket(agent=agent, status="closed")
    make_ticket()
    for ticket, days in ((late, -71), (later, 3)):
        Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() + timedelta(days=days))
    assert listed(client) == [late, later, without]
    page = client.get("/tickets").content.decode()
    assert 'href="?scope=mine" aria-current="true"' in page
    assert 'name="query" value="scope=mine"' in page, "what is done to all that fit is done to these"
    assert "/tickets.csv?scope=mine" in page


def test_the_list_opens_on_all_open_tickets_for_who_has_none(client: Client, agent: User):
    ticket = make_ticket(agent=make_user())
    assert listed(client) == [ticket]
    assert 'href="?scope=open" aria-current="true"' in client.get("/tickets").content.decode()


def test_a_status_of_several_types_is_one_choice_and_each_ticket_gets_that_of_its_type(client: Client, agent: User):
    claim_, return_ = make_ticket(), make_ticket(type=returns())
    page = client.get(reverse("tickets:list"), {"scope": "all"}).text
    values = re.findall(r'name="status" value="([^"]+)"', page)
    assert len(values) == len({one.name for one in Status.objects.all()})
    [both] = [value for value in values if "warranty_claim.waiting_return" in value]
    assert set(both.split(",")) >= {"warranty_claim.waiting_return", "return.waiting_return"}
    said = change(client, [claim_, return_], status=both)
    assert "2 tickets changed" in said
    assert [Ticket.objects.get(pk=one.pk).status.code for one in (claim_, return_)] == [
        "warranty_claim.waiting_return",
        "return.waiting_return",
    ]
    execution = Execution.objects.get()
    client.post(reverse("executions:undoing", args=[execution.pk]))
    assert {Ticket.objects.get(pk=one.pk).status.name for one in (claim_, return_)} == {"New"}


@pytest.mark.parametrize("role", [Role.AGENT, Role.LIMITED])
def test_a_list_asked_for_by_another_moment_than_it_is_sorted_by_is_read_with_bounds(
    client: Client, monkeypatch: pytest.MonkeyPatch, role: Role
):
    """On the first page and on those after it, and of what the reader may see only."""
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 1000), (1, None, None)))
    monkeypatch.setattr(racing, "PAGES", 0)
    monkeypatch.setattr(lists, "SIZE", 2)
    reader, queue = make_user(role), make_queue("theirs")
    give_queue(reader, queue)
    client.force_login(reader)
    seen = [make_ticket(queue=queue) for _number in range(5)]
    for days, ticket in enumerate(seen):
        Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() - timedelta(days=days))
    unseen = make_ticket(queue=make_queue("elsewhere"))
    Ticket.objects.filter(pk=unseen.pk).update(due_at=timezone.now() - timedelta(days=2.5))
    expected = [seen[4], seen[3], unseen, seen[2], seen[1], seen[0]]
    query, found = "scope=open&sort=due&f=created~within_last_days~1", []
    after: str | None = ""
    while after is not None:
        address = f"{query}&after={after}" if after else query
        asked = queries_of(lambda address=address: found.extend(listed(client, address)))  # type: ignore[misc]
        assert any(') "tickets_ticket"' in one for one in asked)
        assert any("AS MATERIALIZED" in one for one in asked)
        after = client.get(f"{reverse('tickets:list')}?{address}").context["page"].later
    assert found == [one for one in expected if role is Role.AGENT or one is not unseen]


@pytest.mark.parametrize(
    "query",
    [
        "scope=open",
        "scope=all&sort=due",
        "f=created~within_last_days~1",
        "f=status~is~warranty_claim.new",
        "scope=mine&sort=-created",
    ],
)
def test_what_an_index_has_in_its_order_is_one_statement(
    client: Client, agent: User, query: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(racing, "SMALL", 0)
    make_ticket()
    asked = queries_of(lambda: listed(client, query))
    assert not any(') "tickets_ticket"' in one or "AS MATERIALIZED" in one for one in asked)


@pytest.mark.parametrize(
    "query",
    [
        "scope=open&f=status~is~warranty_claim.closed,warranty_claim.refunded",
        "scope=open&f=turn~is~closed",
        "sort=due&f=priority~is~high",
        "scope=all&f=status~is~warranty_claim.new,warranty_claim.closed",
        "scope=all&f=customer~is~Jana%20Nováková",
        "scope=all&f=subject~starts_with~Reel",
        "scope=all&q=nov",
    ],
)
def test_other_lists_are_read_with_bounds_and_are_the_same(
    client: Client, agent: User, query: str, monkeypatch: pytest.MonkeyPatch
):
    """Of a closed status none is open, of two frequent words none may be together: only rows that were read tell."""
    for number in range(4):
        make_ticket(subject=f"Reel {number}", priority="high")
    there = listed(client, query)
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "PAGES", 0)
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 1000), (1, None, None)))
    monkeypatch.setattr(racing, "DEAR", 1)
    monkeypatch.setattr(racing, "_expected", lambda ordered: 0)
    found: list[Ticket] = []
    asked = queries_of(lambda: found.extend(listed(client, query)))
    assert any("LIMIT 1)" in one for one in asked), "no more rows are walked along than that"
    assert any("LIMIT 2)" in one and "AS MATERIALIZED" in one for one in asked), "nor found"
    assert found == there


def test_what_one_page_holds_is_not_counted(client: Client, agent: User, monkeypatch: pytest.MonkeyPatch):
    for _number in range(3):
        make_ticket()
    asked = queries_of(lambda: client.get("/tickets?scope=all"))
    assert not any("COUNT(*)" in one for one in asked)
    monkeypatch.setattr(lists, "SIZE", 2)
    assert client.get("/tickets?scope=all").context["list"].count == "3"
    assert client.get("/tickets?scope=all&q=warr").context["list"].count == "0"


def test_what_can_not_be_is_known_without_a_look_at_the_table():
    with connection.cursor() as cursor:
        closed = Ticket.objects.filter(closed_at=None, closed_at__gte=timezone.now()).order_by("-created_at", "-id")
        sql, parameters = closed.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "One-Time Filter: false" in plan
    assert "Scan" not in plan


@pytest.mark.parametrize("field", ["subject", "customer", "email", "phone", "order_code"])
def test_tickets_that_lack_a_text_are_found_by_an_index_of_them(field: str):
    asked = compile_tree(Tree.of(Condition(field=field, op="is_empty")), "ticket", Asker.of(make_user()))
    one = make_ticket(phone="1", order_code="2")
    columns = {column.attname for column in Ticket._meta.concrete_fields} - {"id", "number", "request_key", "search"}
    values = {name: getattr(one, name) for name in columns}
    Ticket.objects.bulk_create([Ticket(number=f"X-{number}", **values) for number in range(500)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_ticket")  # of a handful of tickets any index is as good
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("DROP INDEX tickets_by_creation")  # of a handful of tickets it is as good as the smaller one
        sql, parameters = Ticket.objects.filter(asked).order_by("-created_at", "-id").query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using tickets_without_" in plan
    assert "Filter" not in plan
