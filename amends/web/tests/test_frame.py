"""Navigation, palette, preferences: what the shell offers to whom."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy

from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.web import navigation, palette
from amends.web.palette import Hit

pytestmark = pytest.mark.django_db


def test_an_entry_without_a_page_is_not_shown():
    missing = navigation.Entry("nowhere", gettext_lazy("Nowhere"), "nowhere:list", "x")
    assert missing.url == ""


def test_settings_are_for_those_who_manage():
    agent, manager = make_user(), make_user(Role.MANAGER)
    assert "settings" not in [link.entry.code for link in navigation.links_for(agent, "/")]
    assert "settings" in [link.entry.code for link in navigation.links_for(manager, "/")]


def test_the_entry_a_page_lies_under_is_current():
    links = navigation.links_for(make_user(Role.ADMINISTRATOR), "/settings/people")
    assert [link.entry.code for link in links if link.current] == ["settings"]


def test_commands_alone_are_found_after_the_angle(monkeypatch):
    monkeypatch.setattr(palette, "_providers", [lambda text, user: [Hit("Tickets", f"about {text}", "/t")]])
    monkeypatch.setattr(palette, "_commands", [lambda text, user: [Hit("Do", f"do {text}", "/d")]])
    assert [group.label for group in palette.find("lamp", None)] == ["Tickets", "Do"]
    assert [hit.label for group in palette.find("> lamp", None) for hit in group.hits] == ["do lamp"]


def test_hits_come_in_the_order_of_the_navigation(monkeypatch):
    def of(family):
        def find(text, user):
            return [Hit(family, "hit", "/")]

        find.__module__ = f"amends.web.{family}.palette"
        return find

    monkeypatch.setattr(palette, "_providers", [of("orders"), of("people"), of("tickets")])
    monkeypatch.setattr(palette, "_commands", [])
    assert [group.label for group in palette.find("x", None)] == ["tickets", "orders", "people"]


def test_one_provider_cannot_flood_the_palette(monkeypatch):
    monkeypatch.setattr(palette, "_providers", [lambda text, user: (Hit("Many", str(n), "/") for n in range(1000))])
    assert len(palette.find("x", None)[0].hits) == palette.PER_PROVIDER


def test_search_is_a_page_and_a_part(client):
    client.force_login(make_user(Role.MANAGER))
    whole = client.get(reverse("shell:search"), {"q": "sett"})
    part = client.get(reverse("shell:search"), {"q": "sett"}, headers={"HX-Request": "true", "HX-Target": "hits"})
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b'role="option"' in part.content


def test_strangers_are_sent_to_sign_in(client):
    for name in ("search", "keyboard", "more", "home"):
        answer = client.get(reverse(f"shell:{name}"))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("density", "compact"), ("language", "pl")])
def test_a_person_keeps_a_preference_on_every_device(client, name, value):
    user = make_user()
    client.force_login(user)
    answer = client.post(reverse("shell:preference", args=[name]), {"value": value, "next": "/keyboard"})
    user.refresh_from_db()
    assert getattr(user, name) == value
    assert answer["Location"] == "/keyboard"


def test_a_stranger_keeps_a_preference_in_the_browser(client):
    client.post(reverse("shell:preference", args=["theme"]), {"value": "dark"})
    assert b'data-theme="dark"' in client.get(reverse("account_login")).content
    client.post(reverse("shell:preference", args=["language"]), {"value": "cs"})
    assert b'<html lang="cs"' in client.get(reverse("account_login")).content


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_preference_never_leads_to_another_house(client, elsewhere):
    answer = client.post(reverse("shell:preference", args=["theme"]), {"value": "dark", "next": elsewhere})
    assert answer["Location"] == "/"


def test_an_unknown_preference_or_value_is_refused(client):
    assert client.post(reverse("shell:preference", args=["shoe_size"]), {"value": "42"}).status_code == 404
    assert client.post(reverse("shell:preference", args=["theme"]), {"value": "pink"}).status_code == 400
    assert client.get(reverse("shell:preference", args=["theme"])).status_code == 405


def test_the_frame_costs_the_same_however_many_pages_there_are(client, django_assert_max_num_queries):
    client.force_login(make_user(Role.ADMINISTRATOR))
    client.get(reverse("shell:keyboard"))
    # session, user, and one count at most for each entry that has one
    with django_assert_max_num_queries(2 + len(navigation.ENTRIES)):
        client.get(reverse("shell:keyboard"))


def test_an_address_with_nothing_keeps_the_navigation_of_who_is_signed_in(client):
    stranger = client.get("/nowhere")
    assert stranger.status_code == 404
    assert b"am-nav" not in stranger.content
    client.force_login(make_user())
    for address in ("/nowhere", "/tickets/C00-1"):
        inside = client.get(address)
        assert inside.status_code == 404
        assert 'class="am-nav"' in inside.text
        assert "There is nothing at this address" in inside.text


def test_a_page_that_is_not_open_to_them_keeps_the_navigation_of_who_is_signed_in(client):
    client.force_login(make_user())
    inside = client.get("/settings")
    assert inside.status_code == 403
    assert 'class="am-nav"' in inside.text
    assert "Your role does not include this page." in inside.text


def test_a_form_that_is_too_old_keeps_the_navigation_of_who_is_signed_in():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    inside = client.post("/profile")
    assert inside.status_code == 403
    assert 'class="am-nav"' in inside.text
    assert "This form is too old" in inside.text


def test_a_page_of_a_list_that_can_not_be_found_links_to_the_first(client):
    client.force_login(make_user())
    lost = client.get("/tickets?scope=open&after=xx")
    assert lost.status_code == 409
    assert 'href="/tickets?scope=open"' in lost.text
