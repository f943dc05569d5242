"""Profiles, addresses, passwords, teams, and the first administrator."""

from typing import Any

import pytest

from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit.testing import beside
from amends.people.actions.profile import change_email, change_password, edit_profile
from amends.people.actions.set_up import make_first_administrator
from amends.people.actions.teams import delete_team, make_team, rename_team
from amends.people.models import Team, User
from amends.people.refusals import AddressTaken, SetUpRefused, TeamNameTaken
from amends.people.tests.make import make_user

BY = Actor.system("test")
ADMINISTRATOR: dict[str, Any] = {
    "name": "Eva",
    "password": "correct horse battery",
    "language": "cs",
    "time_zone": "Europe/Prague",
    "by": BY,
}


@pytest.mark.django_db
def test_an_edited_profile_names_what_changed_but_not_the_values():
    user = make_user(name="Petr")
    with recorded() as events:
        edit_profile(user, name="Petr Malý", language="pl", time_zone=user.time_zone, by=BY)
        edit_profile(user, name="Petr Malý", language="pl", by=BY)
    assert [event.payload["fields"] for event in events] == [["name", "language"]]


@pytest.mark.django_db
def test_an_address_changes_once_and_the_old_one_opens_nothing(client):
    user = make_user(email="old@shop.example")
    client.post("/account/login/", {"login": "old@shop.example", "password": "correct horse battery"})
    with recorded() as events:
        change_email(user, to="New@Shop.example", by=BY)
        change_email(user, to="new@shop.example", by=BY)
    assert [event.kind for event in events] == ["people.email_changed"]
    client.logout()
    client.post("/account/login/", {"login": "old@shop.example", "password": "correct horse battery"})
    assert "_auth_user_id" not in client.session
    client.post("/account/login/", {"login": "new@shop.example", "password": "correct horse battery"})
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_an_address_of_somebody_else_is_refused():
    make_user(email="taken@shop.example")
    with pytest.raises(AddressTaken):
        change_email(make_user(), to="Taken@shop.example", by=BY)


@pytest.mark.django_db
def test_a_new_password_ends_other_sessions(client):
    user = make_user()
    client.force_login(user)
    change_password(User.objects.get(pk=user.pk), to="another long password", by=BY)
    assert client.get("/profile").status_code == 302


@pytest.mark.django_db
def test_a_team_is_made_renamed_and_deleted():
    with recorded() as events:
        team = make_team(name=" Warehouse ", by=BY)
        rename_team(team, to="Warehouse", by=BY)
        rename_team(team, to="Stores", by=BY)
        member = make_user(teams=(team,))
        delete_team(team, by=BY)
        delete_team(team, by=BY)
    assert [event.kind for event in events] == ["people.team_made", "people.team_renamed", "people.team_deleted"]
    assert not Team.objects.exists()
    assert User.objects.filter(pk=member.pk).exists()


@pytest.mark.django_db
def test_two_teams_of_one_name_are_refused():
    make_team(name="Warehouse", by=BY)
    other = make_team(name="Claims", by=BY)
    with pytest.raises(TeamNameTaken):
        make_team(name="WAREHOUSE", by=BY)
    with pytest.raises(TeamNameTaken):
        rename_team(other, to="warehouse", by=BY)
    assert rename_team(other, to="CLAIMS", by=BY).name == "CLAIMS"


@pytest.mark.django_db
def test_the_first_administrator_has_joined_and_there_is_no_second_first():
    with recorded() as events:
        user = make_first_administrator(email="Eva@shop.example", **ADMINISTRATOR)
    assert user.is_administrator
    assert user.has_joined
    assert [event.kind for event in events] == ["people.first_administrator_made"]
    with pytest.raises(SetUpRefused):
        make_first_administrator(email="other@shop.example", **ADMINISTRATOR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_of_two_set_ups_at_the_same_moment_one_wins():
    def attempt(email: str):
        def run() -> bool:
            try:
                make_first_administrator(email=email, **ADMINISTRATOR)
            except SetUpRefused:
                return False
            return True

        return run

    with beside() as run:
        futures = [run(attempt(f"{name}@shop.example")) for name in ("one", "two")]
        assert sorted(future.result(timeout=30) for future in futures) == [False, True]
    assert User.objects.count() == 1
