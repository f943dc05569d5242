"""Changes of one activity and of many, through the door."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.tests.make import make_rule
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.deadlines import end_of_day
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_ticket
from amends.web.activities.tests.worlds import NOW, day

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def undo_in(page: str) -> str:
    return re.findall(r"/activities/\d+/\w+ing|/bulk-changes/\d+/undoing", page)[-1]


def again(activity: Activity) -> Activity:
    return Activity.objects.get(pk=activity.pk)


@pytest.mark.req("R18", "R37", "R3")
def test_the_row_menu_completes_and_the_toast_takes_it_back(door: Client, agent: User) -> None:
    activity = make_activity(name="Call the customer")
    with recorded() as events:
        response = door.post(f"/activities/{activity.pk}/completion", {"next": "/activities?preset=today"})
    assert [event.kind for event in events] == ["activity.completed"]
    assert response["Location"] == "/activities?preset=today"
    assert again(activity).completed_by == agent
    assert "Call the customer completed" in door.get("/activities?preset=all").text
    door.post(f"/activities/{activity.pk}/reopening")
    assert again(activity).is_open


def test_the_page_of_an_activity_leads_back_to_the_list_and_names_its_rule_once(door: Client) -> None:
    rule = make_rule(name="Refund")
    page = door.get(f"/activities/{make_activity(by=Actor.rule(rule)).pk}").text
    assert '<a class="am-crumb" href="/activities">Activities</a>' in page
    assert page.count("Refund") == 1


@pytest.mark.req("R18")
def test_the_row_menu_deletes_and_undo_brings_it_back(door: Client) -> None:
    activity = make_activity()
    door.post(f"/activities/{activity.pk}/deletion")
    page = door.get("/activities?preset=all")
    assert f"/activities/{activity.pk}/restoration" in page.text
    assert page.context["page"].rows == []
    assert door.get(f"/activities/{activity.pk}").status_code == 404
    door.post(f"/activities/{activity.pk}/restoration")
    assert [row["id"] for row in door.get("/activities?preset=all").context["page"].rows] == [activity.pk]


def test_htmx_gets_the_row_anew_with_its_toast(door: Client) -> None:
    activity = make_activity(name="Call")
    response = door.post(f"/activities/{activity.pk}/completion", headers={"HX-Request": "true"})
    assert response.text.startswith('<li class="act done')
    assert "Call completed" in response.text
    gone = door.post(f"/activities/{activity.pk}/deletion", headers={"HX-Request": "true"})
    assert "<li" not in gone.text
    assert "Call deleted" in gone.text


def test_postponing_keeps_the_hour_and_a_whole_day_stays_whole(noon: datetime, door: Client) -> None:
    whole = make_activity(due_at=day(-2), all_day=True)
    timed = make_activity(due_at=NOW - timedelta(hours=1), all_day=False)
    bare = make_activity()
    for activity in (whole, timed, bare):
        door.post(f"/activities/{activity.pk}/deadline", {"day": "monday"})
    monday = date(2026, 11, 23)
    assert (again(whole).due_at, again(whole).all_day) == (end_of_day(monday), True)
    assert timezone.localtime(again(timed).due_at).replace(tzinfo=None) == datetime.combine(monday, time(9, 42))
    assert again(bare).due_on == monday
    assert door.post(f"/activities/{bare.pk}/deadline", {"day": "someday"}).status_code == 409


def test_an_activity_is_given_to_somebody_and_to_nobody(door: Client) -> None:
    activity, person = make_activity(), make_user()
    door.post(f"/activities/{activity.pk}/assignee", {"assignee": person.pk})
    assert again(activity).assignee == person
    door.post(f"/activities/{activity.pk}/assignee", {"assignee": ""})
    assert again(activity).assignee is None


@pytest.mark.req("R2", "R4", "R5", "R17", "R35")
def test_an_activity_is_made_from_the_list_on_a_ticket(door: Client) -> None:
    ticket, person = make_ticket(agent=make_user()), make_user(name="Warehouse worker")
    filled = {
        "ticket": ticket.number.lower(),
        "name": "Inspect the parcel",
        "description": "Is everything there?",
        "due_on": "2026-12-24",
        "due_time": "10:30",
        "assignee": person.pk,
        "files": [SimpleUploadedFile("photo.txt", b"hello"), SimpleUploadedFile("list.txt", b"list")],
    }
    assert door.post("/activities/new", filled).status_code == 302
    made = Activity.objects.get(name="Inspect the parcel")
    assert (made.ticket, made.assignee, made.all_day) == (ticket, person, False)
    assert timezone.localtime(made.due_at).strftime("%Y-%m-%d %H:%M") == "2026-12-24 10:30"
    page = door.get(f"/activities/{made.pk}")
    assert "photo.txt" in page.text
    assert "list.txt" in page.text


@pytest.mark.req("R5", "R17")
def test_a_new_activity_needs_a_ticket_and_a_name_and_nothing_else(door: Client) -> None:
    ticket = make_ticket()
    empty = door.post("/activities/new", {})
    assert empty.status_code == 422
    assert set(empty.context["form"].errors) == {"ticket", "name"}
    unknown = door.post("/activities/new", {"ticket": "C99-00000", "name": "x"})
    assert unknown.status_code == 422
    assert set(unknown.context["form"].errors) == {"ticket"}
    assert door.post("/activities/new", {"ticket": ticket.number, "name": "Bare"}).status_code == 302
    made = Activity.objects.get(name="Bare")
    assert (made.due_at, made.assignee, made.description) == (None, None, "")


@pytest.mark.req("R16", "R18", "R2")
def test_an_activity_is_edited_on_its_page(door: Client) -> None:
    activity = make_activity(name="Old", due_at=day(3), all_day=True)
    shown = door.get(f"/activities/{activity.pk}").context["form"].initial
    with recorded() as events:
        door.post(
            f"/activities/{activity.pk}", {"name": "New", "due_on": shown["due_on"], "description": "", "assignee": ""}
        )
    assert [(event.kind, event.payload["changed"]) for event in events] == [("activity.edited", ["name"])]
    door.post(f"/activities/{activity.pk}", {"name": "New", "files": [SimpleUploadedFile("a.txt", b"a")]})
    assert again(activity).due_at is None
    assert [kept.file.name for kept in activity.activity_files.all()] == ["a.txt"]


@pytest.mark.parametrize(("due_on", "is_late"), [("2020-01-02", True), ("2090-01-02", False), ("", False)])
def test_a_deadline_in_the_past_is_taken_and_said_so(door: Client, due_on: str, is_late: bool) -> None:
    def told(address: str, data: dict[str, str]) -> bool:
        text = door.post(address, data, follow=True).text
        return "This deadline has passed." in text.split('id="toasts"')[1].split("<dialog")[0]

    activity, fields = make_activity(name="Call", due_at=timezone.now() + timedelta(days=5)), {"due_on": due_on}
    edited = f"/activities/{activity.pk}"
    assert told("/activities/new", {"ticket": make_ticket().number, "name": "Ask", **fields}) is is_late
    assert told(edited, {"name": "Call", **fields}) is is_late
    assert not told(edited, {"name": "Call again", **fields})  # of a deadline that was there before nothing is said
    assert [again(activity).name, Activity.objects.filter(name="Ask").count()] == ["Call again", 1]


def test_an_edit_whose_file_is_refused_changes_nothing(door: Client) -> None:
    activity = make_activity(name="Call")
    sent = {"name": "Call again", "description": "x", "files": SimpleUploadedFile("virus.exe", b"MZ")}
    answer = door.post(f"/activities/{activity.pk}", sent)
    assert answer.status_code == 422
    activity.refresh_from_db()
    assert (activity.name, activity.description) == ("Call", "")
    assert not activity.activity_files.exists()
    door.post(f"/activities/{activity.pk}", sent | {"files": SimpleUploadedFile("note.txt", b"text")})
    activity.refresh_from_db()
    assert activity.name == "Call again"
    assert [kept.file.name for kept in activity.activity_files.all()] == ["note.txt"]


def test_a_wrongly_filled_form_comes_back_with_what_was_typed(door: Client) -> None:
    activity = make_activity(name="Old")
    answer = door.post(f"/activities/{activity.pk}", {"name": " ", "description": "kept", "due_time": "10:00"})
    assert answer.status_code == 422
    assert "kept" in answer.text
    assert set(answer.context["form"].errors) == {"name", "due_on"}


def test_somebody_who_left_can_keep_an_activity_but_not_get_one(door: Client) -> None:
    left = make_user(name="Gone")
    activity = make_activity(name="Old", assignee=left)
    User.objects.filter(pk=left.pk).update(is_active=False)
    door.post(f"/activities/{activity.pk}", {"name": "New", "assignee": left.pk})
    assert (again(activity).name, again(activity).assignee) == ("New", left)
    other = make_activity()
    assert door.post(f"/activities/{other.pk}", {"name": "x", "assignee": left.pk}).status_code == 422


def test_ticked_activities_are_completed_at_once_and_undone_at_once(door: Client) -> None:
    activities = [make_activity() for _number in range(3)]
    ids = [activity.pk for activity in activities]
    with recorded() as events:
        door.post("/activities/changes", {"deed": "complete", "id": ids})
    assert [event.kind for event in events] == ["execution.begun", *["activity.completed"] * 3]
    page = door.get("/activities").text
    assert "3 activities completed" in page
    door.post(undo := undo_in(page))
    assert all(again(activity).is_open for activity in activities)
    assert "3 activities are as they were" in door.get("/activities").text
    door.post(undo)
    assert "This can’t be undone any more." in door.get("/activities").text


def test_ticked_activities_are_postponed_reassigned_and_deleted(noon: datetime, door: Client) -> None:
    activities, person = [make_activity(due_at=day(-1)) for _number in range(2)], make_user()
    ids = [activity.pk for activity in activities]
    door.post("/activities/changes", {"deed": "postpone:tomorrow", "id": ids})
    door.post("/activities/changes", {"deed": "reassign", "assignee": person.pk, "id": ids})
    assert [(again(one).due_on, again(one).assignee) for one in activities] == [(date(2026, 11, 19), person)] * 2
    door.post("/activities/changes", {"deed": "postpone", "day": "2026-12-01", "id": ids[:1]})
    assert again(activities[0]).due_on == date(2026, 12, 1)
    door.post("/activities/changes", {"deed": "delete", "id": ids})
    assert all(again(one).deleted_at for one in activities)
    door.post(undo_in(door.get("/activities").text))
    assert not any(again(one).deleted_at for one in activities)


def test_many_are_postponed_as_one_is_each_keeping_its_hour(noon: datetime, door: Client) -> None:
    whole = make_activity(due_at=day(-1), all_day=True)
    timed = [make_activity(due_at=NOW + timedelta(hours=hours), all_day=False) for hours in (-1, 2, 2)]
    ids = [activity.pk for activity in (whole, *timed)]
    door.post("/activities/changes", {"deed": "postpone:monday", "id": ids})
    assert [again(one).all_day for one in (whole, *timed)] == [True, False, False, False]
    hours = [timezone.localtime(again(one).due_at).strftime("%d %H:%M") for one in timed]
    assert hours == ["23 09:42", "23 12:42", "23 12:42"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"deed": "complete"}, "Nothing was selected. Tick the activities first."),
        ({"deed": "complete", "id": "²"}, "Nothing was selected. Tick the activities first."),
        ({"deed": "dance", "id": "1"}, "What to do is not there any more. Choose again."),
        ({"deed": "postpone", "id": "1"}, "Choose the day to postpone to."),
    ],
)
def test_what_cant_be_done_to_many_is_said(door: Client, sent: dict[str, str], sentence: str) -> None:
    door.post("/activities/changes", sent)
    assert sentence in door.get("/activities").text


def test_all_that_fit_the_list_are_changed_at_once(door: Client) -> None:
    ticket = make_ticket()
    parcels = [make_activity(name=f"parcel {number}", ticket=ticket) for number in range(3)]
    invoice = make_activity(name="invoice", ticket=ticket)
    address = "/activities/changes?preset=all&f=name~contains~parcel"
    door.post(address, {"deed": "complete", "every": "1"})
    assert not any(again(one).is_open for one in parcels)
    assert again(invoice).is_open


@pytest.mark.parametrize("query", ["f=colour~is~red", "f=status~is", "f=status~tastes~sweet", "f=assignee~is~999999"])
def test_with_a_condition_that_is_not_understood_nothing_is_changed_and_nothing_leaves(
    door: Client, query: str
) -> None:
    made = [make_activity(name="parcel") for _number in range(51)]
    told = "A condition of the list can’t be used: "
    door.post(f"/activities/changes?preset=all&{query}", {"deed": "delete", "every": "1"})
    page = door.get(f"/activities?preset=all&{query}").text
    assert told in page
    assert all(again(one).deleted_at is None for one in made)
    assert "that fit" not in page
    assert "/activities.csv" not in page
    answer = door.get(f"/activities.csv?preset=all&{query}")
    assert answer.status_code == 409
    assert told in answer.text


def test_a_condition_on_status_that_is_not_understood_leaves_the_preset_as_it_is(door: Client) -> None:
    done = make_activity(name="parcel", due_at=None)
    door.post(f"/activities/{done.pk}/completion")
    assert not door.get("/activities?preset=none&f=status~tastes~sweet").context["page"].rows
    assert door.get("/activities?preset=none&f=status~is~closed").context["page"].rows


def test_a_limited_agent_changes_only_what_they_see(client: Client) -> None:
    client.force_login(make_user(role=Role.LIMITED))
    hidden = make_activity()
    assert client.get(f"/activities/{hidden.pk}").status_code == 404
    for noun in ("completion", "reopening", "deadline", "assignee", "deletion"):
        assert client.post(f"/activities/{hidden.pk}/{noun}").status_code == 404
    client.post("/activities/changes", {"deed": "complete", "id": hidden.pk})
    client.post("/activities/changes", {"deed": "delete", "id": hidden.pk})
    assert again(hidden).is_open
    assert again(hidden).deleted_at is None


def test_the_way_back_never_leads_to_another_site(door: Client) -> None:
    activity = make_activity()
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"):
        response = door.post(f"/activities/{activity.pk}/completion", {"next": address})
        assert response["Location"] == "/activities"


@pytest.mark.req("R36")
def test_the_navigation_counts_mine_that_are_due_today_or_late(noon: datetime, door: Client, agent: User) -> None:
    for offset in (-1, 0, 3):
        make_activity(assignee=agent, due_at=day(offset))
    make_activity(due_at=day(0))
    assert "2 of your activities are due today or late" in door.get("/activities").text


def test_tickets_are_found_by_customer_for_a_new_activity(door: Client) -> None:
    ticket = make_ticket(customer_name="Žaneta Nováková")
    assert ticket.number in door.get("/activities/tickets?ticket=novak").text
    assert "Write at least three letters." in door.get("/activities/tickets?ticket=no").text
    assert "No ticket has this." in door.get("/activities/tickets?ticket=zzzzzz").text
