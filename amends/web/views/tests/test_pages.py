"""Saved views beside the list of tickets."""

import pytest
from django.test import Client

from amends.configured.things import uses_of
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.models import Tag
from amends.tickets.tests.make import make_tag, make_ticket
from amends.views.models import SavedView
from amends.views.tests.make import make_view

pytestmark = pytest.mark.django_db


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_a_list_is_saved_as_a_view_and_opened_from_the_side() -> None:
    user = make_user()
    client = signed_in(user)
    page = client.get("/tickets/views/new?scope=all&sort=due&after=x&f=priority~is~high")
    query = page.context["form"]["query"].value()
    made = client.post("/tickets/views/new", {"name": "Hot ones", "audience": "private", "query": query})
    view = SavedView.objects.get()
    assert view.query == "f=priority~is~high&scope=all&sort=due"
    assert made["Location"] == f"/tickets?view={view.pk}&{view.query}"
    listed = client.get(made["Location"])
    content = listed.content.decode()
    assert "Hot ones" in content
    assert "changed, not saved" not in content


def test_a_changed_list_says_so_and_can_be_kept() -> None:
    user = make_user()
    client, view = signed_in(user), make_view(user, "Hot ones", "scope=all")
    changed = client.get(f"/tickets?view={view.pk}&scope=all&f=priority~is~high").content.decode()
    assert "changed, not saved" in changed
    client.post(f"/tickets/views/{view.pk}/query", {"query": "scope=all&f=priority~is~high&before=x"})
    view.refresh_from_db()
    assert view.query == "f=priority~is~high&scope=all"


def test_each_view_tells_how_many_tickets_its_reader_would_find() -> None:
    user, high = make_user(), make_ticket(priority="high")
    make_ticket()
    view = make_view(user, "Hot ones", "scope=all&f=priority~is~high", audience="everybody")
    counts = signed_in(user).get("/tickets/views/counts").content.decode()
    assert f'id="view-count-{view.pk}" hx-swap-oob="true">1<' in counts
    limited = signed_in(make_user(Role.LIMITED)).get("/tickets/views/counts").content.decode()
    assert f'id="view-count-{view.pk}" hx-swap-oob="true">0<' in limited
    assert high.number


def test_a_view_is_renamed_deleted_and_taken_back() -> None:
    user = make_user()
    client, view = signed_in(user), make_view(user, "Hot ones")
    refused = client.post(f"/tickets/views/{view.pk}", {"name": "", "audience": "private"})
    assert refused.status_code == 422
    client.post(f"/tickets/views/{view.pk}", {"name": "Cold ones", "audience": "everybody"})
    view.refresh_from_db()
    assert (view.name, view.audience) == ("Cold ones", "everybody")
    client.post(f"/tickets/views/{view.pk}/deletion")
    assert "Cold ones" not in client.get("/tickets?scope=all").content.decode().split("toasts")[0]
    client.post(f"/tickets/views/{view.pk}/restoration")
    assert "Cold ones" in client.get("/tickets?scope=all").content.decode()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("part", ["", "/query", "/deletion", "/restoration"])
def test_a_view_of_somebody_else_is_not_there(role: Role, part: str) -> None:
    view = make_view(make_user(), "Secret", "scope=open")
    answer = signed_in(make_user(role)).post(f"/tickets/views/{view.pk}{part}", {"name": "Mine", "query": ""})
    assert answer.status_code == 404
    view.refresh_from_db()
    assert (view.name, view.query, view.deleted_at) == ("Secret", "scope=open", None)
    assert "Secret" not in signed_in(make_user(role)).get("/tickets").content.decode()


def test_a_view_saved_from_the_board_opens_as_a_board_and_one_of_the_list_as_a_list() -> None:
    user = make_user()
    client = signed_in(user)
    kept = client.get("/tickets/board?scope=all").context["beside"].kept
    assert kept == "scope=all&layout=board"
    made = client.post("/tickets/views/new", {"name": "All on a board", "audience": "private", "query": kept})
    assert made["Location"].startswith("/tickets/board?view=")
    assert "layout" not in made["Location"]
    assert "changed, not saved" not in client.get(made["Location"]).text
    as_list = client.get(made["Location"].replace("/board", "")).text
    assert "changed, not saved" in as_list
    assert f'href="{made["Location"]}"'.replace("&", "&amp;") in as_list, "the way back to how it was"
    view = SavedView.objects.get()
    client.post(f"/tickets/views/{view.pk}/query", {"query": "scope=all&layout=hostile"})
    assert client.get("/tickets").status_code == 200


def test_before_a_thing_is_retired_its_page_counts_the_views_that_ask_for_it() -> None:
    admin = make_user(Role.ADMINISTRATOR)
    make_tag("vip")
    make_tag("vip_gold")
    make_view(make_user(), "Theirs", "scope=all&f=tags~has_any~vip,vip_gold")
    make_view(admin, "Other", "f=tags~has_any~vip_gold&f=subject~contains~vip")
    gone = make_view(admin, "Gone", "f=tags~has_any~vip")
    signed_in(admin).post(f"/tickets/views/{gone.pk}/deletion")
    uses = {str(use.label): use.count for use in uses_of(Tag.objects.get(code="vip"))}
    assert uses["Saved views"] == 1
    assert {str(use.label): use.count for use in uses_of(Tag.objects.get(code="vip_gold"))}["Saved views"] == 2
    assert "Theirs" not in signed_in(admin).get("/settings/tags/vip").text, "only their number is told"
