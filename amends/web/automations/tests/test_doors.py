"""The pages of automations, for each role."""

import re

import pytest
from django.test import Client

from amends.automations.models import Rule
from amends.automations.tests.make import BY, CHECK_DELIVERY, add_tag, make_rule, on, tree
from amends.journal.actors import Actor
from amends.journal.testing import recorded, settle
from amends.kit.testing import assert_same_budget, queries_of
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets import actions
from amends.tickets.tests.make import make_tag, make_ticket, status

pytestmark = pytest.mark.django_db

SEEING = [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT]
CHANGING = [Role.ADMINISTRATOR, Role.MANAGER]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def set_off(ticket=None, by: Actor = BY) -> None:
    actions.change_status(ticket or make_ticket(), to=status("waiting_return"), by=by)
    settle()


@pytest.mark.req("R19")
@pytest.mark.parametrize("role", Role.values)
def test_everybody_but_limited_agents_sees_the_rules(role):
    rule = make_rule()
    client = as_(make_user(role))
    sees = role in SEEING
    assert client.get("/automations").status_code == (200 if sees else 403)
    assert client.get(f"/automations/{rule.pk}").status_code == (200 if sees else 404)


@pytest.mark.parametrize("role", Role.values)
def test_automations_stand_in_the_navigation_of_those_who_see_them(role):
    assert ('href="/automations"' in text_of(as_(make_user(role)).get("/profile"))) is (role in SEEING)


def test_strangers_are_sent_to_sign_in(client):
    make_user()
    assert client.get("/automations")["Location"].startswith("/account/login/?next=/automations")


@pytest.mark.req("R152")
@pytest.mark.parametrize("role", Role.values)
def test_managers_and_administrators_switch_a_rule_and_nobody_else(role):
    rule = make_rule()
    with recorded() as events:
        response = as_(make_user(role)).post(f"/automations/{rule.pk}/switch")
    rule.refresh_from_db()
    assert rule.is_on is (role not in CHANGING)
    assert bool(events) is (role in CHANGING)
    assert response.status_code == (302 if role in CHANGING else 403 if role == Role.AGENT else 404)


@pytest.mark.req("R152")
def test_one_click_switches_off_and_another_on_again():
    rule, client = make_rule(name="Parcel watch"), as_(make_user(Role.MANAGER))
    answer = client.post(f"/automations/{rule.pk}/switch", headers={"HX-Request": "true", "HX-Target": "rules"})
    assert answer.status_code == 200
    assert "<html" not in text_of(answer)
    assert "Parcel watch is off" in text_of(answer) or "Parcel watch is off" in str(answer.headers)
    set_off()
    assert not rule.runs.exists()
    client.post(f"/automations/{rule.pk}/switch", {"on": "1"})
    set_off()
    assert rule.runs.count() == 1


@pytest.mark.parametrize("was_on", [True, False])
def test_a_switch_is_undone_from_its_toast_and_both_are_recorded(was_on: bool):
    rule, client = make_rule(is_on=was_on), as_(make_user(Role.MANAGER))
    with recorded() as events:
        data = {} if was_on else {"on": "1"}
        told = client.post(f"/automations/{rule.pk}/switch", data, headers={"HX-Request": "true", "HX-Target": "rules"})
        undo = re.search(r'<form class="push" method="post" action="([^"]+)"', told.text)
        assert undo
        back = client.post(undo[1], headers={"Referer": f"http://testserver/automations/{rule.pk}"})
    assert back["Location"] == f"/automations/{rule.pk}"
    rule.refresh_from_db()
    assert rule.is_on is was_on
    assert [event.kind for event in events] == ["rule.switched", "rule.switched"]


def test_only_who_may_switch_a_rule_may_undo_it():
    rule = make_rule()
    assert as_(make_user(Role.AGENT)).post(f"/automations/{rule.pk}/switch/undoing?to=off").status_code in (403, 404)
    rule.refresh_from_db()
    assert rule.is_on


def test_switching_by_a_link_is_refused():
    rule = make_rule()
    assert as_(make_user(Role.MANAGER)).get(f"/automations/{rule.pk}/switch").status_code == 405


@pytest.mark.req("R24")
def test_the_list_says_each_rule_as_a_sentence():
    make_rule(name="Parcel watch", when=tree(("carrier", "is", ["DPD"])))
    said = text_of(as_(make_user()).get("/automations"))
    for piece in ("Parcel watch", "Waiting for return", "DPD", "Check shipment delivery, due in 7 days"):
        assert piece in said


@pytest.mark.req("R147")
@pytest.mark.parametrize("asked", ["hlídání", "HLIDANI", "zásil"])
def test_a_rule_is_found_by_any_part_of_its_name(asked):
    make_rule(name="Hlídání zásilky")
    make_rule(name="Something else")
    said = text_of(as_(make_user()).get("/automations", {"q": asked}))
    assert "Hlídání zásilky" in said
    assert "Something else" not in said


def test_rules_can_be_told_apart_by_kind():
    make_rule(name="Eventful")
    make_rule(name="Regular", on=None, when=tree(("carrier", "is", ["DPD"])))
    client = as_(make_user())
    said = {kind: text_of(client.get("/automations", {"kind": kind})) for kind in ("event", "timed")}
    assert ("Eventful" in said["event"], "Regular" in said["event"]) == (True, False)
    assert ("Eventful" in said["timed"], "Regular" in said["timed"]) == (False, True)


def test_a_timed_rule_says_on_its_page_and_in_the_list_that_it_does_not_run_yet():
    rule = make_rule(on=None)
    manager = as_(make_user(Role.MANAGER))
    assert "timed rules do not run yet" in text_of(manager.get("/automations"))
    page = text_of(manager.get(f"/automations/{rule.pk}"))
    assert "timed rules do not run yet" in page
    assert "not yet: timed rules are kept, but do not run" in page


def test_htmx_is_given_the_rows_alone():
    make_rule(name="Parcel watch")
    answer = as_(make_user()).get("/automations", headers={"HX-Request": "true", "HX-Target": "rules"})
    assert text_of(answer).startswith('<div id="rules">')


def test_a_broken_rule_says_since_when_and_why_and_what_it_missed():
    make_rule(name="Tag it", steps=[add_tag("gone")])
    set_off()
    said = text_of(as_(make_user(Role.MANAGER)).get("/automations"))
    assert "has not worked since" in said
    assert "there is no “gone” any more" in said
    assert "It has missed 1 ticket." in said
    assert "1 broken" in said


def test_a_broken_rule_that_is_off_is_no_alarm():
    make_rule(steps=[add_tag("gone")], is_on=False)
    said = text_of(as_(make_user(Role.MANAGER)).get("/automations"))
    assert "is broken and does nothing" not in said
    assert "1 broken" not in said


def test_the_page_of_a_rule_tells_its_runs_their_cause_and_outcome():
    person = make_user(name="Petra Malá")
    rule = make_rule(steps=[CHECK_DELIVERY, {"step": "change_status", "status": "return.new"}])
    ticket = make_ticket()
    set_off(ticket, Actor.person(person))
    said = text_of(as_(person).get(f"/automations/{rule.pk}"))
    assert f'href="/tickets/{ticket.number}"' in said
    assert "Petra Malá" in said
    assert "create the activity Check shipment delivery" in said
    assert "skipped" in said


@pytest.mark.req("R152")
def test_why_a_step_was_skipped_is_told_in_the_language_of_whoever_reads_it():
    rule = make_rule(steps=[{"step": "change_status", "status": "return.new"}])
    set_off()
    address = f"/automations/{rule.pk}"
    told = {
        "cs": "Zvolen byl stav „Nová“ typu Vratka, tento případ je typu Reklamace. Zvolte stav tohoto typu.",
        "en": "“New” of Return was chosen; this ticket’s type is Warranty Claim. Choose one of this type.",
        "pl": "Wybrano status „Nowe” typu Zwrot, a to zgłoszenie jest typu Reklamacja. Wybierz status tego typu.",
    }
    for language, sentence in told.items():
        assert sentence in text_of(as_(make_user(language=language)).get(address))


def test_names_and_reasons_cannot_carry_script():
    make_rule(name="<script>alert(1)</script>", steps=[CHECK_DELIVERY | {"name": "<img src=x onerror=alert(1)>"}])
    said = text_of(as_(make_user()).get("/automations"))
    assert "<script>alert" not in said
    assert "<img src=x" not in said


def test_without_rules_the_page_says_what_they_are():
    assert "No automations yet" in text_of(as_(make_user()).get("/automations"))


def test_the_palette_finds_a_rule():
    rule = make_rule(name="Hlídání zásilky")
    said = text_of(as_(make_user()).get("/search", {"q": "hlidani"}))
    assert f"/automations/{rule.pk}" in said
    assert f"/automations/{rule.pk}" not in text_of(as_(make_user(Role.LIMITED)).get("/search", {"q": "hlidani"}))


def test_a_long_list_comes_in_pages_and_a_switch_stays_on_its_page():
    for number in range(120):
        make_rule(name=f"Rule {number:03}")
    client, seen, path = as_(make_user(Role.MANAGER)), [], "/automations"
    while path:
        html = client.get(path).text
        seen += re.findall(r">Rule (\d+)</a>", html)
        later = re.search(r'href="(\?after=[^"]+)" rel="next"', html)
        path = f"/automations{later[1]}" if later else ""
    assert seen == [f"{number:03}" for number in range(120)]
    switch = re.search(r'hx-post="([^"]+)"', html)
    assert switch
    answer = client.post(switch[1].replace("&amp;", "&"), headers={"HX-Request": "true", "HX-Target": "rules"})
    assert re.findall(r">Rule (\d+)</a>", answer.text) == seen[100:]


def test_many_broken_rules_do_not_push_the_list_away():
    for number in range(8):
        make_rule(name=f"Tag it {number}", steps=[add_tag("gone")])
    html = as_(make_user(Role.MANAGER)).get("/automations").text
    assert html.count("has not worked since") == 5
    assert "More rules are broken; they are marked in the list." in html
    assert html.count("is-broken") == 8


def test_thirty_rules_cost_as_many_queries_as_three():
    client = as_(make_user(Role.MANAGER))
    make_rules(3)
    few = queries_of(lambda: client.get("/automations"))
    make_rules(27)
    assert_same_budget(few, queries_of(lambda: client.get("/automations")))


def test_thirty_runs_cost_as_many_queries_as_three():
    client, person = as_(make_user(Role.MANAGER)), make_user()
    make_tag("vip")
    rule = make_rule(steps=[CHECK_DELIVERY | {"assignee": "user", "user": person.pk}, add_tag("vip")])
    for _number in range(3):
        set_off()
    client.get(f"/automations/{rule.pk}")  # what every process keeps is read
    few = queries_of(lambda: client.get(f"/automations/{rule.pk}"))
    for _number in range(27):
        set_off()
    assert rule.runs.count() == 30
    assert_same_budget(few, queries_of(lambda: client.get(f"/automations/{rule.pk}")))


def make_rules(number: int) -> None:
    """Rules that each name a tag and a person of their own, and have run once; every third one is broken."""
    for _number in range(number):
        person, code = make_user(), f"tag{Rule.objects.count()}"
        make_tag(code)
        step = CHECK_DELIVERY | {"assignee": "user", "user": person.pk}
        make_rule(on=on("ticket.tag_added", ("tag", "is", [code])), steps=[step])
        actions.add_tag(make_ticket(), tag=make_tag(f"{code}-other"), by=BY)


@pytest.mark.parametrize("is_on", [True, False])
def test_the_word_beside_the_switch_of_a_rule_says_how_it_stands(is_on):
    rule = make_rule(is_on=is_on)
    page = text_of(as_(make_user(Role.MANAGER)).get(f"/automations/{rule.pk}"))
    assert f'aria-hidden="true">{"On" if is_on else "Off"}</label>' in page
