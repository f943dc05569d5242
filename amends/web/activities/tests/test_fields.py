"""Fields of activities on their pages: set in bulk, sorted by and exported, whichever the field."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.activities.models import Activity
from amends.activities.steps import DescribeActivity
from amends.activities.tests.make import make_activity
from amends.kit.deadlines import end_of_day
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.tests.make import give_queue, make_queue, make_ticket
from amends.vocabulary import Field, field_of, fields_of, types
from amends.vocabulary.changing import changeable_fields
from amends.vocabulary.fields import forget_source, register_source

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CODES = [field.code for field in changeable_fields("activity")]
BULK = "activities:bulk"


def bulk(door: Client, activities: list[Activity], name: str = BULK, **data: str) -> Any:
    sent = {"id": [one.pk for one in activities], "next": "/activities?preset=all", **data}
    return door.post(reverse(name), sent, follow=True)


def value_of(activity: Activity, code: str) -> Any:
    field = field_of("activity", code)
    assert field is not None
    return field.value_of(Activity.objects.get(pk=activity.pk))


@pytest.mark.req("R18")
@pytest.mark.parametrize("code", CODES)
def test_every_field_is_set_for_a_selection_and_undone(door: Client, agent: User, code: str) -> None:
    rows = [make_activity(), make_activity(description="Another")]
    before = [value_of(one, code) for one in rows]
    known = {"assignee": str(make_user().pk), "status": "closed", "due": "2031-05-06"}
    if code != "assignee":
        assert f'name="field" value="{code}"' in door.get("/activities?preset=all").text
    form = bulk(door, rows, "activities:bulk_field", field=code).text
    assert all(f'name="id" value="{one.pk}"' in form for one in rows)
    done = bulk(door, rows, field=code, value=known.get(code, "New"))
    assert "2 activities changed" in done.text
    assert all(now != was for now, was in zip([value_of(one, code) for one in rows], before, strict=True))
    undo = re.search(r'action="(/bulk-changes/\d+/undoing)"', done.text)
    assert undo
    door.post(undo[1])
    assert [value_of(one, code) for one in rows] == before


def test_all_that_fit_get_the_value(door: Client) -> None:
    for _number in range(3):
        make_activity(name="Call")
    other = make_activity(name="Write")
    address = f"{reverse(BULK)}?preset=all&f=name~is~Call"
    form = door.post(address.replace("changes", "changes/field"), {"every": "1", "field": "description"}).text
    assert "selected: 3" in form
    assert "f=name~is~Call" in form.replace("%7E", "~")
    door.post(address, {"every": "1", "field": "description", "value": "Twice"})
    assert Activity.objects.filter(description="Twice").count() == 3
    assert value_of(other, "description") == ""


def test_a_slip_empties_nothing_and_what_was_typed_stays(door: Client) -> None:
    activity = make_activity(description="x")
    assert bulk(door, [activity], field="description", value=" ").status_code == 422
    assert value_of(activity, "description") == "x"
    bulk(door, [activity], field="description", empties="1")
    assert value_of(activity, "description") == ""
    refused = bulk(door, [activity], field="due", value="some day")
    assert refused.status_code == 422
    assert 'value="some day"' in refused.text


def test_what_cannot_be_changed_or_is_no_field_is_not_there(door: Client) -> None:
    activity = make_activity()
    for code in ("created", "ticket_status", "nonsense"):
        assert bulk(door, [activity], "activities:bulk_field", field=code).status_code == 404
        assert bulk(door, [activity], field=code, value="x").status_code == 404


def test_the_options_of_a_field_are_looked_for(door: Client) -> None:
    make_user(name="Poslední Osoba")
    found = door.get(reverse("activities:field_options", args=["assignee"]), {"look": "Poslední"}).text
    assert "Poslední Osoba" in found
    assert door.get(reverse("activities:field_options", args=["description"])).status_code == 404


def test_a_limited_agent_sets_fields_of_what_they_see_and_of_nothing_else(client: Client) -> None:
    limited, queue = make_user(Role.LIMITED), make_queue("mine")
    give_queue(limited, queue)
    seen, foreign = (
        make_activity(ticket=make_ticket(queue=queue)),
        make_activity(ticket=make_ticket(queue=make_queue("other"))),
    )
    own = make_activity(ticket=make_ticket(queue=make_queue("third")), assignee=limited)
    client.force_login(limited)
    form = bulk(client, [seen, foreign, own], "activities:bulk_field", field="description").text
    assert f'name="id" value="{foreign.pk}"' not in form
    bulk(client, [seen, foreign, own], field="description", value="x")
    assert [value_of(one, "description") for one in (seen, foreign, own)] == ["x", "", "x"]
    assert "Nothing was selected" in bulk(client, [foreign], field="description", value="x").text


# --- shown and sorted -----------------------------------------------------------------------------------------------


def names(page: Any) -> list[str]:
    return [row["name"] for row in page.context["list"].page.rows]


def test_the_list_and_the_spreadsheet_are_sorted_by_any_field_that_says_how(door: Client) -> None:
    for number in (2, 1, 3):
        day = end_of_day(date(2031, 5, number))
        make_activity(name=f"Day {number}", due_at=day, at=datetime(2026, 1, 10 - number, tzinfo=UTC))
    make_activity(name="Never", at=datetime(2026, 1, 20, tzinfo=UTC))
    sorts = {
        "due": ["Day 1", "Day 2", "Day 3", "Never"],
        "-due": ["Day 3", "Day 2", "Day 1", "Never"],
        "created": ["Day 3", "Day 2", "Day 1", "Never"],
        "-created": ["Never", "Day 1", "Day 2", "Day 3"],
    }
    for sort, expected in sorts.items():
        assert names(door.get(f"/activities?preset=all&sort={sort}")) == expected
        lines = door.get(f"/activities.csv?preset=all&sort={sort}&columns=name").getvalue().decode("utf-8-sig")
        assert lines.split() == ["Name", *" ".join(expected).split()]
    for nonsense in ("name", "ticket_number", "password", "-"):
        assert names(door.get(f"/activities?preset=all&sort={nonsense}")) == sorts["due"]


def test_every_field_that_sorts_goes_through_the_pages_of_the_list(door: Client, agent: User) -> None:
    for number in range(55):
        make_activity(name=str(number), assignee=agent if number % 2 else None)
    for field in fields_of("activity"):
        for sort in (field.code, f"-{field.code}") if field.sorts else ():
            first = door.get(f"/activities?preset=all&sort={sort}")
            later = door.get(f"/activities?preset=all&sort={sort}&after={first.context['list'].page.later}")
            assert sorted(map(int, [*names(first), *names(later)])) == list(range(55))


def test_another_grouping_is_sorted_its_own_way(door: Client) -> None:
    make_activity()
    links = door.get("/activities?preset=all&sort=-created").context["groupings"]
    assert not [url for _label, url, _current in links if "sort=" in url]


def test_every_field_can_be_a_cell_of_a_spreadsheet(door: Client) -> None:
    make_activity(due_at=datetime(2026, 11, 20, 9, tzinfo=UTC), all_day=False)
    make_activity()
    for field in fields_of("activity"):
        lines = door.get(f"/activities.csv?preset=all&columns={field.code}").getvalue().decode("utf-8-sig").splitlines()
        assert lines[0].strip('"') == str(field.label)
        assert len(lines) == 3


class OwnFields:
    """An installation's own field of activities."""

    subject, stamp = "activity", "tickets_tickettype"

    def fields(self) -> list[Field]:
        def change(value: Any) -> DescribeActivity:
            return DescribeActivity(description=value or "")

        return [Field("tool", "Tool", types.TEXT, column="description", change=change)]


@pytest.fixture
def own() -> Iterator[None]:
    source = OwnFields()
    register_source(source)
    yield
    forget_source(source)


@pytest.mark.usefixtures("own")
def test_a_field_of_the_installation_is_set_in_bulk_and_exported(door: Client) -> None:
    activity = make_activity()
    assert 'name="field" value="tool"' in door.get("/activities?preset=all").text
    bulk(door, [activity], field="tool", value="Hammer")
    assert "Hammer" in door.get("/activities.csv?preset=all&columns=name,tool").getvalue().decode()
