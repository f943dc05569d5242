"""The list of activities over all tickets: presets, scopes, filters, order, export."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from amends.activities.actions import complete_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.journal.actors import Actor
from amends.kit import racing
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role, Team, User
from amends.people.tests.make import make_user
from amends.tickets.models import Queue, Ticket
from amends.tickets.tests.make import give_queue, make_queue, make_ticket
from amends.web.activities import listing
from amends.web.activities.tests.worlds import NOW, day, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Names = Callable[..., list[str]]


@pytest.mark.req("R1", "R6", "R33", "R11")
def test_one_list_shows_the_activities_of_all_tickets(noon: datetime, names: Names) -> None:
    ticket = make_ticket()
    for name in ("contact customer", "inspect parcel", "credit note"):
        make_activity(ticket=ticket, name=name)
    make_activity(name="on another ticket")
    assert sorted(names("?preset=all")) == ["contact customer", "credit note", "inspect parcel", "on another ticket"]


@pytest.mark.req("R7", "R8", "R9", "R10", "R11")
@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("week", ["evening", "today", "tomorrow", "week"]),
        ("today", ["evening", "today"]),
        ("later", ["later"]),
        ("delayed", ["late", "earlier"]),
        ("none", ["never"]),
        ("all", ["late", "earlier", "evening", "today", "tomorrow", "week", "later", "never"]),
    ],
)
def test_presets_part_the_list_by_deadline_in_deadline_order(
    noon: datetime, names: Names, preset: str, expected: list[str]
) -> None:
    one_of_each()
    assert names(f"?preset={preset}") == expected


@pytest.mark.req("R7", "R10", "R37")
def test_presets_show_open_activities_and_all_shows_both(noon: datetime, names: Names) -> None:
    for activity in one_of_each().values():
        complete_activity(activity, by=Actor.system("test"))
    assert names("?preset=week") == names("?preset=delayed") == names("?preset=none") == []
    assert len(names("?preset=all")) == 8


def test_the_first_look_is_at_the_next_seven_days(noon: datetime, names: Names) -> None:
    one_of_each()
    assert names("?by=day") == names("?preset=week&scope=everyone") == names("?preset=unheard&scope=of&by=!")


def test_the_list_opens_on_ones_own_as_the_navigation_counts_unless_one_chose_otherwise_last(
    noon: datetime, door: Client
) -> None:
    make_activity(name="somebody’s", assignee=make_user())
    make_activity(name="mine", assignee=User.objects.get(pk=door.session["_auth_user_id"]))

    def opened(query: str = "") -> tuple[str, list[str]]:
        shown = door.get(f"/activities{query}").context["list"]
        return shown.scope, [row["name"] for row in shown.page.rows]

    assert opened()[0] == "mine"
    assert opened("?preset=all&scope=mine")[1] == ["mine"]
    assert sorted(opened("?preset=all&scope=everyone")[1]) == ["mine", "somebody’s"]
    assert opened()[0] == "everyone"
    opened("?scope=mine")
    assert opened()[0] == "mine"
    assert "scope=mine" in door.get("/activities").context["list"].all_url


@pytest.mark.req("R7", "R10")
def test_each_preset_tells_how_many_it_holds(noon: datetime, door: Client) -> None:
    one_of_each()
    tabs = door.get("/activities?scope=everyone").context["list"].tabs
    assert [(str(tab.label), tab.count, tab.is_late) for tab in tabs] == [
        ("Next 7 days", "4", False),
        ("Today", "2", False),
        ("In more than a week", "1", False),
        ("Delayed", "2", True),
        ("No deadline", "1", False),
        ("All", "8", False),
    ]


def test_while_a_text_is_looked_for_only_what_is_shown_is_counted(noon: datetime, door: Client) -> None:
    make_activity(name="call the customer")
    make_activity(name="call the supplier")
    make_activity(name="inspect")
    shown = door.get("/activities?preset=all&q=call").context["list"]
    assert [(tab.count, tab.is_late) for tab in shown.tabs if tab.count] == [("2", False)]
    assert shown.number_shown == "2"


def test_where_each_ticket_must_be_looked_up_only_what_is_shown_is_counted(noon: datetime, door: Client) -> None:
    of_one, of_another = make_activity(name="call"), make_activity(name="inspect")
    assert of_one.ticket_id != of_another.ticket_id
    shown = door.get(f"/activities?preset=all&f=ticket_number~is~{of_one.ticket.number}").context["list"]
    assert [(str(tab.label), tab.count) for tab in shown.tabs if tab.count] == [("All", "1")]
    assert shown.number_shown == "1"


def test_nothing_late_is_out_of_sight_of_the_days_ahead(noon: datetime, door: Client) -> None:
    one_of_each()
    for preset in ("week", "today"):
        late = door.get(f"/activities?preset={preset}").context["list"].late
        assert [row["name"] for row in late.rows] == ["late", "earlier"]
        assert late.count == "2"
    for elsewhere in ("preset=later", "preset=delayed", "preset=none", "preset=all", "f=status~is~closed"):
        shown = door.get(f"/activities?{elsewhere}")
        assert shown.context["list"].late is None
        assert "also shown here" not in shown.text


def test_of_many_late_ones_ten_are_shown_once_and_the_way_to_the_others(noon: datetime, door: Client) -> None:
    ticket = make_ticket()
    for number in range(11):
        make_activity(ticket=ticket, name=f"late {number:02}", due_at=day(number - 20))
    for number in range(55):
        make_activity(ticket=ticket, name=f"ahead {number:02}", due_at=NOW + timedelta(hours=number + 1), all_day=False)
    first = door.get("/activities?preset=week")
    late = first.context["list"].late
    assert [row["name"] for row in late.rows] == [f"late {number:02}" for number in range(10)]
    assert (late.count, late.goes_on) == ("11", True)
    assert "All delayed activities" in first.text
    assert first.context["list"].number_shown == "55"
    assert all(row["name"].startswith("ahead") for row in first.context["page"].rows)
    second = door.get(f"/activities?preset=week&after={first.context['page'].later}")
    assert second.context["list"].late is None


@pytest.mark.req("R8")
def test_today_is_the_readers_today(noon: datetime, client: Client) -> None:
    make_activity(name="whole day here", due_at=day(0), all_day=True)
    make_activity(name="late evening here", due_at=datetime(2026, 11, 18, 22, 30, tzinfo=UTC), all_day=False)
    client.force_login(make_user(time_zone="Asia/Tokyo"))
    today = client.get("/activities?preset=today").context["list"]
    assert [row["name"] for row in today.page.rows] == ["whole day here"]


@pytest.mark.req("R36", "R35")
def test_mine_are_mine_and_my_teams_are_those_of_its_people(noon: datetime, agent: User, names: Names) -> None:
    team = Team.objects.create(name="Warehouse")
    mate, stranger = make_user(), make_user()
    agent.teams.add(team)
    mate.teams.add(team)
    for name, person in {"mine": agent, "of a mate": mate, "of a stranger": stranger, "of nobody": None}.items():
        make_activity(name=name, assignee=person, due_at=day(1))
    assert names("?scope=mine") == ["mine"]
    assert names("?scope=team") == ["mine", "of a mate"]
    assert len(names("?scope=everyone")) == 4


@pytest.mark.req("R12", "R15")
def test_a_preset_is_filtered_further_by_assignee(noon: datetime, agent: User, names: Names) -> None:
    other = make_user(name="Jiří")
    one_of_each(assignee=agent)
    make_activity(name="of Jiří", assignee=other, due_at=day(0))
    assert names(f"?preset=today&f=assignee~is~{other.pk}") == ["of Jiří"]
    assert names("?preset=today&f=assignee~is~me") == ["evening", "today"]
    assert names("?preset=today&f=assignee~is_empty") == []


@pytest.mark.req("R13", "R15")
def test_a_preset_is_filtered_further_by_status(noon: datetime, names: Names) -> None:
    activities = one_of_each()
    complete_activity(activities["today"], by=Actor.system("test"))
    assert names("?preset=today&f=status~is~open") == ["evening"]
    assert names("?preset=today&f=status~is~closed") == ["today"]
    assert names("?preset=all&f=status~is~closed") == ["today"]


@pytest.mark.req("R14", "R15")
def test_the_list_is_filtered_by_deadline(noon: datetime, names: Names) -> None:
    one_of_each()
    assert names("?preset=all&f=due~between~2026-11-19,2026-11-25") == ["tomorrow", "week"]
    assert names("?preset=week&f=due~after~today") == ["tomorrow", "week"]
    assert names("?preset=all&f=due~before~today") == ["late"]


def test_the_box_finds_a_name_and_a_ticket(noon: datetime, names: Names) -> None:
    ticket = make_ticket(customer_name="Žaneta Nováková")
    make_activity(name="Zavolat", ticket=ticket)
    make_activity(name="Poslat dobropis")
    assert names("?preset=all&q=ZAVOLAT") == ["Zavolat"]
    assert names("?preset=all&q=novakova") == ["Zavolat"]
    assert names(f"?preset=all&q={ticket.number}") == ["Zavolat"]
    assert names("?preset=all&q=%00po") == ["Poslat dobropis"]


@pytest.mark.parametrize("rounds", [((1, 1, 0), (1, None, None)), ((64, None, None),)], ids=["found", "walked"])
def test_a_text_is_found_whichever_way(
    noon: datetime, names: Names, monkeypatch: pytest.MonkeyPatch, rounds: object
) -> None:
    ticket = make_ticket(customer_name="Parcel Service")
    for name in ("Check the PARCEL", "Call", "Parcel back"):
        make_activity(name=name, ticket=ticket if name == "Call" else make_ticket(customer_name="Jan"))
    usual = names("?preset=all&q=parcel")
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "PAGES", 0)
    monkeypatch.setattr(racing, "ROUNDS", rounds)
    monkeypatch.setattr(listing, "SIZE", 2)
    assert [*names("?preset=all&q=parcel"), "Parcel back"] == usual == ["Check the PARCEL", "Call", "Parcel back"]


def test_a_text_is_looked_for_among_no_more_rows_than_it_is_found_by(
    noon: datetime, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of all tickets with the text, or of all activities, is never made before the first page."""
    make_activity(name="Parcel back")
    monkeypatch.setattr(racing, "SMALL", 0)
    asked = queries_of(lambda: names("?preset=all&q=parcel"))
    walked = [one for one in asked if 'LIMIT 1020) "activities_activity"' in one]
    assert walked
    assert not any("IN (SELECT" in one for one in walked)
    [found] = [one for one in asked if "AS MATERIALIZED" in one]
    assert "UNION" in found
    assert "LIMIT 1021" in found


def test_the_last_person_first_is_the_order_of_an_index() -> None:
    listed = Activity.objects.kept().order_by(
        *(F(name).desc(nulls_last=True) for name in ("assignee_id", "due_at")), "-id"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        sql, parameters = listed.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using activities_of_person_down" in plan
    assert "Sort" not in plan


@pytest.mark.req("R34")
def test_activities_of_a_closed_ticket_stay_in_the_list(noon: datetime, names: Names) -> None:
    make_activity(name="return shipping costs", ticket=make_ticket(status="closed"), due_at=day(3))
    assert names("?scope=everyone") == ["return shipping costs"]


def test_groups_are_days_tickets_or_people(noon: datetime, door: Client) -> None:
    person = make_user(name="Jiří Kolář")
    ticket = make_ticket(subject="Helmet")
    make_activity(ticket=ticket, name="a", due_at=day(0), assignee=person)
    make_activity(ticket=ticket, name="b", due_at=day(1))

    def headings(by: str) -> list[str]:
        return [group.heading for group in door.get(f"/activities?by={by}").context["list"].groups]

    assert headings("day") == ["Today, Wednesday 18 November", "Thursday 19 November"]
    assert headings("ticket") == [f"{ticket.number} Helmet"]
    assert headings("person") == ["Jiří Kolář", "Nobody"]


def test_a_limited_agent_sees_what_they_may_see(noon: datetime, client: Client) -> None:
    limited, queue = make_user(role=Role.LIMITED), make_queue("returns_cz")
    give_queue(limited, queue)
    make_activity(name="theirs", ticket=make_ticket(queue=queue))
    make_activity(name="others")
    client.force_login(limited)
    assert [row["name"] for row in client.get("/activities?preset=all").context["page"].rows] == ["theirs"]


@pytest.fixture
def assignee(client: Client) -> User:
    """A limited agent, signed in, with an activity on a ticket that they may not see."""
    limited = make_user(role=Role.LIMITED)
    give_queue(limited, make_queue("returns_cz"))
    hidden = make_ticket(customer_name="Quokka", email="quokka@x.cz", subject="Zebrafish")
    make_activity(name="Call", ticket=hidden, assignee=limited, due_at=day(0))
    client.force_login(limited)
    return limited


@pytest.mark.parametrize(
    "address",
    [
        "/activities?preset=all",
        "/activities?preset=all&by=ticket",
        "/activities.csv?preset=all",
        "/activities.csv?preset=all&columns=name,customer,ticket_number,ticket_status,ticket_tags",
    ],
)
def test_of_a_ticket_out_of_sight_its_activity_tells_nothing(
    noon: datetime, client: Client, assignee: User, address: str
) -> None:
    response = client.get(address)
    told = b"".join(response).decode() if response.streaming else response.content.decode()
    ticket = Ticket.objects.get()
    assert "Call" in told
    assert [
        one for one in ("Quokka", "Zebrafish", ticket.number, "New") if one in told.replace("New activity", "")
    ] == []


def test_the_page_of_an_activity_is_silent_about_a_ticket_out_of_sight(client: Client, assignee: User) -> None:
    activity = Activity.objects.get()
    told = client.get(f"/activities/{activity.pk}").content.decode()
    assert "A ticket you can’t see" in told
    assert [one for one in ("Quokka", "Zebrafish", activity.ticket.number) if one in told] == []
    row = client.post(f"/activities/{activity.pk}/completion", headers={"HX-Request": "true"}).content.decode()
    assert "A ticket you can’t see" in row
    assert activity.ticket.number not in row


def test_by_ticket_those_out_of_sight_come_last_and_pages_go_on(
    noon: datetime, client: Client, assignee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SIZE", 1)
    queue = Queue.objects.get(code="returns_cz")
    make_activity(name="seen", ticket=make_ticket(queue=queue), due_at=day(1))
    make_activity(name="again", ticket=make_ticket(), due_at=day(0), assignee=assignee)
    first = client.get("/activities?preset=all&by=ticket").context["page"]
    second = client.get(f"/activities?preset=all&by=ticket&after={first.later}").context["page"]
    third = client.get(f"/activities?preset=all&by=ticket&after={second.later}").context["page"]
    assert [row["name"] for row in (*first.rows, *second.rows, *third.rows)] == ["seen", "Call", "again"]
    assert third.later is None


def test_long_lists_come_in_pages(noon: datetime, door: Client) -> None:
    ticket = make_ticket()
    for number in range(55):
        make_activity(ticket=ticket, name=f"n{number:02}", due_at=NOW + timedelta(hours=number // 3 + 1), all_day=False)
    first = door.get("/activities?preset=all")
    second = door.get(f"/activities?preset=all&after={first.context['page'].later}")
    rows = [*first.context["page"].rows, *second.context["page"].rows]
    assert [row["name"] for row in rows] == [f"n{number:02}" for number in range(55)]
    assert "before=" in second.text
    assert door.get("/activities?after=tampered").status_code == 409


def test_the_list_costs_the_same_for_3_and_30_rows(noon: datetime, door: Client) -> None:
    def make(count: int) -> None:
        for number in range(count):
            ticket = make_ticket(agent=make_user())
            make_activity(ticket=ticket, name=f"{number}", due_at=day(number % 5 - 1), assignee=make_user())

    door.get("/activities?scope=everyone")
    make(3)
    few = queries_of(lambda: door.get("/activities?scope=everyone"))
    make(27)
    assert_same_budget(few, queries_of(lambda: door.get("/activities?scope=everyone")))
    assert len(few) < 30


def test_the_export_holds_what_the_list_shows_and_no_formula(noon: datetime, door: Client) -> None:
    ticket = make_ticket()
    make_activity(ticket=ticket, name="=HYPERLINK(1)", due_at=day(1), assignee=make_user(name="Jiří"))
    make_activity(ticket=ticket, name="not in this preset", due_at=day(30))
    response = door.get("/activities.csv?preset=week")
    text = response.getvalue().decode("utf-8-sig")
    assert text.splitlines()[1:] == [f"{ticket.number},'=HYPERLINK(1),,2026-11-19,Jiří,Open,,,"]
    assert "activities-2026-11-18.csv" in response["Content-Disposition"]


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    for address in ("/activities", "/activities.csv", "/activities/new", "/activities/1"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "advice"),
    {
        "scope=mine": "See everyone’s activities.",
        "q=nowhere": "Search for something else.",
        "q=nowhere&scope=mine": "Search for something else, or see everyone’s activities.",
        "f=name~contains~nowhere": "Remove a condition.",
        "f=name~contains~nowhere&scope=mine": "Remove a condition, or see everyone’s activities.",
    }.items(),
)
def test_a_list_without_activities_advises_only_what_can_be_done(
    noon: datetime, door: Client, query: str, advice: str
) -> None:
    assert f"<p>{advice}</p>" in door.get(f"/activities?preset=all&{query}").text


def test_what_was_made_lately_is_read_with_bounds_in_every_order(
    noon: datetime, names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_of_each()
    addresses = [f"?preset=all&f=created~within_last_days~1{also}" for also in ("", "&sort=-due", "&by=person")]
    usual = [names(address) for address in addresses]
    monkeypatch.setattr(racing, "SMALL", 0)
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 1000), (1, None, None)))
    monkeypatch.setattr(racing, "PAGES", 0)
    for address, there in zip(addresses, usual, strict=True):
        found: list[str] = []
        asked = queries_of(lambda address=address, found=found: found.extend(names(address)))  # type: ignore[misc]
        assert (len(found), found) == (8, there)
        assert any("AS MATERIALIZED" in one for one in asked)


def test_no_open_activity_is_looked_for_among_the_completed_ones() -> None:
    completed = Activity.objects.filter(deleted_at=None, status__in=["open"], completed_at__gte=NOW)
    with connection.cursor() as cursor:
        sql, parameters = completed.order_by("due_at", "id").query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "One-Time Filter: false" in plan
    assert "Scan" not in plan
