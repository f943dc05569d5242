"""Saved views: who has which, and who may change them."""

import pytest

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.refusals import NotThere
from amends.people.actions.teams import delete_team, make_team
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.views.access import get_view_for, visible_views
from amends.views.actions import change_view, delete_view, restore_view
from amends.views.models import SavedView
from amends.views.refusals import ViewRefused
from amends.views.tests.make import make_view

pytestmark = pytest.mark.django_db


def test_a_view_is_for_oneself_a_team_or_everybody() -> None:
    team = make_team(name="Warehouse", by=Actor.clock())
    ann, ben, cid = make_user(), make_user(), make_user()
    ann.teams.add(team)
    ben.teams.add(team)
    private = make_view(ann, "Private")
    shared = make_view(ann, "Team", audience="team", team=team)
    public = make_view(ann, "Public", audience="everybody")
    assert set(visible_views(ann, "ticket")) == {private, shared, public}
    assert set(visible_views(ben, "ticket")) == {shared, public}
    assert set(visible_views(cid, "ticket")) == {public}
    for view in (private, shared):
        with pytest.raises(NotThere):
            get_view_for(cid, view.pk)
    delete_team(team, by=Actor.clock())
    assert not SavedView.objects.filter(pk=shared.pk).exists()


def test_others_views_are_changed_by_managers_only_and_private_ones_by_nobody() -> None:
    ann, ben, boss = make_user(), make_user(), make_user(Role.MANAGER)
    public, private = make_view(ann, "Public", audience="everybody"), make_view(ann, "Private")
    assert get_view_for(boss, public.pk, to="edit") == public
    for user, view in ((ben, public), (boss, private)):
        with pytest.raises(NotThere):
            get_view_for(user, view.pk, to="edit")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"audience": "nobody"}, "audience"),
        ({"audience": "team"}, "team"),
        ({"query": "f=" + "x" * 4000}, "name"),
    ],
)
def test_what_a_view_cannot_be_is_refused(values: dict, field: str) -> None:
    with pytest.raises(ViewRefused) as refused:
        make_view(make_user(), **values)
    assert refused.value.field == field


def test_a_team_is_one_of_the_owner_and_a_limited_agent_shares_with_teams_only() -> None:
    limited, team = make_user(Role.LIMITED), make_team(name="Warehouse", by=Actor.clock())
    for values in ({"audience": "team", "team": team}, {"audience": "everybody"}):
        with pytest.raises(ViewRefused):
            make_view(limited, **values)


def test_a_view_is_changed_deleted_and_taken_back_once_each() -> None:
    ann = make_user()
    view, by = make_view(ann), Actor.person(ann)
    with recorded() as events:
        for _twice in range(2):
            change_view(view, name="Other", query="scope=all", audience="private", by=by)
        for _twice in range(2):
            delete_view(view, by=by)
        assert not visible_views(ann, "ticket")
        for _twice in range(2):
            restore_view(view, by=by)
    assert [event.kind for event in events] == ["view.changed", "view.deleted", "view.restored"]
