"""The filter bar, as the list of activities has it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import User
from amends.people.queries import people as everybody
from amends.people.tests.make import make_user
from amends.tickets.models import Status
from amends.tickets.tests.make import ensure_workflows
from amends.vocabulary import Condition
from amends.web.filters import FilterBar
from amends.web.filters.address import read_condition, read_conditions, with_conditions, write_condition

NAME = st.text("abc_", min_size=1, max_size=5)
VALUES = st.lists(st.text(min_size=1, max_size=10), max_size=3)


@given(NAME, NAME, VALUES)
def test_a_condition_survives_the_address(field: str, op: str, values: list[str]) -> None:
    condition = Condition(field=field, op=op, value=list(values) or None)
    query = with_conditions(QueryDict("preset=all&after=x"), [condition])
    assert "after" not in query
    assert read_conditions(QueryDict(query.urlencode())) == [condition]


def test_an_address_reads_as_a_person_would_say_it() -> None:
    assert write_condition(Condition(field="status", op="is", value=["a", "b,c~d%"])) == "status~is~a,b%2Cc%7Ed%25"
    assert read_condition("due~between~today,today+7").values == ["today", "today+7"]


def bar_of(query: str, user: User, **kwargs: object) -> FilterBar:
    request = RequestFactory().get(f"/activities?{query}")
    request.user = user
    return FilterBar(request, "activity", **kwargs)  # type: ignore[arg-type]


def chips(bar: FilterBar) -> list[tuple[str, str]]:
    return [(str(chip.phrase), chip.problem) for chip in bar.chips]


@pytest.mark.django_db
def test_chips_say_field_comparison_and_value(agent: User) -> None:
    other = make_user(name="Jiří Kolář")
    bar = bar_of(
        f"f=assignee~is~me,{other.pk}&f=due~before~today%2B7&f=due~is_empty&f=created~older_than_hours~24"
        "&f=name~contains~parcel&f=status~is~open",
        agent,
    )
    assert chips(bar) == [
        ("Assignee is Me or Jiří Kolář", ""),
        ("Deadline is before in 7 days", ""),
        ("Deadline is empty", ""),
        ("Created is older than 24 hours", ""),
        ("Name contains parcel", ""),
        ("Status is Open", ""),
    ]


@pytest.mark.django_db
def test_a_bad_condition_says_why_and_the_others_work(agent: User) -> None:
    make_activity(name="parcel")
    make_activity(name="invoice")
    bar = bar_of("f=size~is~1&f=name~contains~parcel&f=due~before~soon&f=&f=~~&f=assignee~is~999999", agent)
    assert chips(bar) == [
        ("size is 1", "There is no field “size”."),
        ("Name contains parcel", ""),
        ("Deadline is before soon", "Deadline: “soon” is not a day. Write it like 2026-11-21, or today+7."),
        ("", "There is no field “”."),
        ("Assignee is 999999", "Assignee: there is no “999999” any more."),
    ]
    bar = bar_of("f=size~is~1&f=name~contains~parcel&f=due~before~soon", agent)
    assert [row.name for row in bar.to_show(Activity.objects.all())] == ["parcel"]


@pytest.mark.django_db
def test_a_chip_is_removed_and_the_rest_of_the_address_stays(agent: User) -> None:
    bar = bar_of("preset=all&f=name~contains~a&f=due~is_empty&after=cursor", agent)
    query = parse_qs(urlsplit(bar.chips[0].remove_url).query)
    assert query == {"preset": ["all"], "f": ["due~is_empty"]}
    bar = bar_of("preset=all&f=due~is_empty", agent)
    assert parse_qs(urlsplit(bar.chips[0].remove_url).query, keep_blank_values=True) == {"preset": ["all"], "f": [""]}


@pytest.mark.django_db
def test_conditions_to_start_with_hold_until_somebody_chooses(agent: User) -> None:
    start = (Condition(field="status", op="is", value=["open"]),)
    assert chips(bar_of("", agent, start=start)) == [("Status is Open", "")]
    assert chips(bar_of("f=", agent, start=start)) == []
    assert not bar_of("", agent, start=start).is_changed
    assert "status~is~open" in bar_of("", agent, start=start).here


@pytest.mark.django_db
def test_every_field_is_in_the_menu_under_its_heading(agent: User) -> None:
    menu = bar_of("f=name~contains~a", agent).menu
    assert [str(group) for group, _fields in menu] == ["Activity", "Ticket"]
    url = menu[0][1][0].url
    assert parse_qs(urlsplit(url).query) == {"f": ["name~contains~a"], "edit": ["new"], "draft": ["assignee"]}


@pytest.mark.django_db
def test_ten_chips_cost_as_many_queries_as_one(agent: User) -> None:
    people = [make_user() for _number in range(10)]
    one = bar_of(f"f=assignee~is~{people[0].pk}", agent)
    ten = bar_of("&".join(f"f=assignee~is_not~{person.pk}" for person in people), agent)
    everybody()  # what every process keeps is read
    assert_same_budget(queries_of(lambda: one.chips), queries_of(lambda: ten.chips))


# --- The form of one condition, without script ----------------------------------------------------------------------


def test_a_condition_is_added_without_script(door: Client) -> None:
    page = door.get("/activities?preset=all&edit=new&draft=assignee")
    assert 'action="/filters/activity/condition"' in page.text
    assert page.context["bar"].editor.kind == "options"
    sent = {"field": "assignee", "op": "is", "value": ["me"], "at": "new", "next": page.context["bar"].here}
    answer = door.get("/filters/activity/condition", sent)
    assert answer["Location"] == "/activities?preset=all&f=assignee~is~me"


def test_a_condition_is_changed_in_its_place(door: Client) -> None:
    here = "/activities?f=name~contains~a&f=due~is_empty"
    editor = door.get(f"{here}&edit=0").context["bar"].editor
    assert (editor.field.code, editor.operator.code, editor.values) == ("name", "contains", ["a"])
    sent = {"field": "name", "op": "starts_with", "value": "b", "at": "0", "next": here}
    answer = door.get("/filters/activity/condition", sent)
    assert answer["Location"] == "/activities?f=name~starts_with~b&f=due~is_empty"


def test_a_condition_that_cant_be_used_comes_back_with_its_sentence(door: Client) -> None:
    sent = {
        "field": "due",
        "op": "between",
        "day": ["today", ""],
        "value": ["", ""],
        "at": "new",
        "next": "/activities",
    }
    answer = door.get("/filters/activity/condition", sent)
    page = door.get(answer["Location"])
    assert page.context["bar"].editor.problem == "Deadline: give two values, from and to."
    assert "Deadline: give two values, from and to." in page.text


def test_a_named_day_goes_before_a_picked_one(door: Client) -> None:
    sent = {"field": "due", "op": "between", "day": ["today", ""], "value": ["", "2026-12-01"], "at": "new",
            "next": "/activities"}  # fmt: skip
    assert door.get("/filters/activity/condition", sent)["Location"] == "/activities?f=due~between~today,2026-12-01"


def test_the_form_leads_to_pages_of_this_site_only(door: Client) -> None:
    for address in ("https://evil.example/", "//evil.example", "", "activities", "/\\evil.example"):
        sent = {"field": "due", "op": "is_empty", "next": address}
        assert door.get("/filters/activity/condition", sent).status_code == 404


def test_unknown_subjects_and_fields_are_not_found(door: Client) -> None:
    assert door.get("/filters/nothing/condition?next=/activities").status_code == 404
    assert door.get("/filters/activity/options?field=name").status_code == 404
    assert door.get("/filters/activity/editor?field=size&next=/activities").status_code == 404


# --- Parts -------------------------------------------------------------------------------------------------------


def test_options_are_searched_and_ticked_ones_stay(door: Client) -> None:
    kept, found = make_user(name="Marek Zając"), make_user(name="Lucie Benešová")
    text = door.get(f"/filters/activity/options?field=assignee&look=luc&value={kept.pk}").text
    assert text.index("Marek") < text.index("Lucie")
    assert f'value="{kept.pk}" checked' in text
    assert f'value="{found.pk}">' in text


def test_the_form_changes_with_the_comparison(door: Client) -> None:
    def kind(op: str, field: str = "due") -> str:
        return door.get(f"/filters/activity/editor?field={field}&op={op}&next=/activities").context["editor"].kind

    assert [kind("between"), kind("is_empty"), kind("older_than_hours")] == ["day", "none", "count"]
    assert [kind("is", "ticket_status"), kind("has_any", "ticket_tags")] == ["options", "options"]
    assert kind("contains", "name") == "text"


@pytest.mark.parametrize(
    "query",
    ["edit=99&f=due~is_empty", "edit=new&draft=nothing", "edit=x&draft=due~is~~", "f=%00~%00~%00", "edit=-1", "f=~~~~",
     "f=due~between~9999-12-31,today", "f=due~within_next_days~876000", "f=due~after~today%2B36500",
     "f=due~on~0001-01-01", "f=name~contains~%25_%5C", "q=%25%00", "edit=%C2%B2", "f=created~older_than_hours~876000"],
)  # fmt: skip
def test_whatever_is_in_the_address_the_page_stands(door: Client, query: str) -> None:
    assert door.get(f"/activities?{query}").status_code == 200


@pytest.mark.django_db
def test_statuses_are_offered_by_name_across_the_types_and_said_by_it(client: Client) -> None:
    client.force_login(make_user())
    ensure_workflows()
    news = sorted(Status.objects.filter(names__en="New").values_list("code", flat=True))
    assert len(news) > 1
    form = client.get("/filters/ticket/editor", {"field": "status", "op": "is", "next": "/tickets"}).content.decode()
    labels = re.findall(r'form-check-label">([^<]+?)(?: <|<)', form)
    assert len(labels) == len(set(labels))
    (sent,) = [
        value for value in re.findall(r'name="values" value="([^"]+)"', form) if set(value.split(",")) == set(news)
    ]
    given = {"field": "status", "op": "is", "values": sent, "at": "new", "next": "/tickets"}
    address = client.get("/filters/ticket/condition", given)["Location"]
    page = client.get(address)
    (chip,) = page.context["bar"].chips
    assert chip.phrase.values == ("New",)
    assert set(page.context["bar"].conditions[0].values) == set(news)
    again = client.get("/filters/ticket/editor", given | {"at": "0"}).content.decode()
    assert f'name="values" value="{sent}" checked' in again
    part = client.get("/filters/ticket/editor", {**given, "values": "", "value": news[0]}).content.decode()
    assert f'name="value" value="{news[0]}" checked' in part
    assert f'name="values" value="{sent}">' in part
