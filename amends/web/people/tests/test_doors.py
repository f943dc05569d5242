"""Each page of people, for each role, on one's own and on foreign things."""

import re

import pytest
from django.test import Client

from amends.activities.actions import create_activity
from amends.activities.models import Activity
from amends.automations.tests.make import make_rule
from amends.journal.actors import Actor
from amends.journal.testing import recorded
from amends.kit import jobs, setup_link
from amends.kit.testing import assert_same_budget, queries_of
from amends.outbox.models import Letter
from amends.people.actions import deactivation
from amends.people.models import ApiToken, Role, Team, User
from amends.people.tests.make import PASSWORD, make_team, make_user
from amends.people.tokens import authenticate_token
from amends.tickets.models import Ticket
from amends.tickets.queries import queues_given
from amends.tickets.tests.make import make_queue, make_ticket

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR, name="Alena Správná")


@pytest.fixture
def admin(administrator: User) -> Client:
    return as_(administrator)


ADMINISTRATOR_PAGES = ["/settings/people", "/settings/people/invitation", "/settings/teams"]


@pytest.mark.parametrize("path", ADMINISTRATOR_PAGES)
@pytest.mark.parametrize("role", Role.values)
def test_only_administrators_reach_people_and_teams(path, role):
    assert as_(make_user(role)).get(path).status_code == (200 if role == Role.ADMINISTRATOR else 403)


@pytest.mark.parametrize("path", [*ADMINISTRATOR_PAGES, "/settings", "/profile", "/profile/tokens"])
def test_strangers_are_sent_to_sign_in(client, path):
    make_user()
    assert client.get(path)["Location"].startswith("/account/login/?next=")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.LIMITED])
def test_nobody_but_administrators_changes_people(role):
    other, team = make_user(), make_team()
    client = as_(make_user(role))
    posts = [f"/settings/people/{other.pk}", "/settings/people/invitation", f"/settings/people/{other.pk}/invitation"]
    posts += [f"/settings/people/{other.pk}/deactivation", f"/settings/people/{other.pk}/reactivation"]
    posts += ["/settings/teams", f"/settings/teams/{team.pk}", f"/settings/teams/{team.pk}/deletion"]
    posts += [f"/settings/teams/{team.pk}/members"]
    with recorded() as events:
        assert {client.post(path, {"role": "administrator", "name": "x"}).status_code for path in posts} == {403}
    assert events == []


def test_settings_list_what_somebody_may_set(admin):
    assert "/settings/people" in admin.get("/settings").content.decode()
    assert "/settings/people" not in as_(make_user(Role.MANAGER)).get("/settings").content.decode()
    assert as_(make_user(Role.AGENT)).get("/settings").status_code == 403


def test_an_invitation_goes_out_by_letter_and_opens_the_house(admin, client):
    team = make_team()
    form = {"email": "jana@shop.example", "name": "Jana", "role": "agent", "language": "cs", "teams": [team.pk]}
    with recorded() as events:
        response = admin.post("/settings/people/invitation", form)
    user = User.objects.get(email="jana@shop.example")
    assert response["Location"] == f"/settings/people/{user.pk}"
    assert [event.kind for event in events] == ["people.user_invited", "letter.posted"]
    letter = Letter.objects.get()
    assert (letter.to, letter.language) == ("jana@shop.example", "cs")
    (path,) = re.findall(r"http://127\.0\.0\.1:8000(/invitation/\S+)", letter.body_text)
    assert path in admin.get(f"/settings/people/{user.pk}").content.decode().replace("&amp;", "&")
    weak = client.post(path, {"name": "Jana", "password": "short"})
    assert weak.status_code == 422
    joined = client.post(path, {"name": "Jana Nová", "password": "correct horse battery"})
    assert joined["Location"] == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert Client().get(path).status_code == 410


def test_an_invitation_without_a_letter_is_no_invitation(admin, monkeypatch):
    def no_post(*args, **kwargs):
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr("amends.web.people.letters.post_letter", no_post)
    form = {"email": "jana@shop.example", "name": "Jana", "role": "agent", "language": "cs"}
    with pytest.raises(RuntimeError):
        admin.post("/settings/people/invitation", form)
    assert not User.objects.filter(email="jana@shop.example").exists()


def test_a_taken_address_is_told_at_its_field(admin):
    make_user(email="jana@shop.example", name="Jana Nová")
    form = {"email": "Jana@shop.example", "name": "Jana", "role": "agent", "language": "cs"}
    response = admin.post("/settings/people/invitation", form)
    assert response.status_code == 422
    assert "Jana Nová has this address already." in response.content.decode()


def test_sending_an_invitation_again_makes_a_new_letter(admin):
    admin.post(
        "/settings/people/invitation", {"email": "jana@shop.example", "name": "Jana", "role": "agent", "language": "cs"}
    )
    user = User.objects.get(email="jana@shop.example")
    admin.post(f"/settings/people/{user.pk}/invitation")
    links = {link for letter in Letter.objects.all() for link in re.findall(r"/invitation/\S+", letter.body_text)}
    assert len(links) == 2
    assert sorted(Client().get(link).status_code for link in links) == [200, 410]


def test_a_person_is_edited_in_one_go(admin):
    user, team = make_user(), make_team()
    form = {"name": "New Name", "email": "New@shop.example", "role": "manager", "teams": [team.pk]}
    with recorded() as events:
        admin.post(f"/settings/people/{user.pk}", form)
    user.refresh_from_db()
    assert (user.name, user.email, user.role, list(user.teams.all())) == (
        "New Name",
        "new@shop.example",
        "manager",
        [team],
    )
    kinds = ["role_changed", "profile_changed", "email_changed", "teams_changed"]
    assert [event.kind for event in events] == [f"people.{kind}" for kind in kinds]


def test_a_limited_agent_is_given_queues_on_the_same_page(admin):
    user, queue = make_user(Role.LIMITED), make_queue("test-claims", names={"en": "Claims"})
    form = {"name": user.name, "email": user.email, "role": "limited", "queues": [queue.pk]}
    with recorded() as events:
        admin.post(f"/settings/people/{user.pk}", form)
        admin.post(f"/settings/people/{user.pk}", form)
    assert list(queues_given(user)) == [queue]
    assert [event.kind for event in events] == ["queue.given"]


def test_the_only_administrator_is_told_why_the_role_stays(admin, administrator):
    form = {"name": "Changed", "email": administrator.email, "role": "agent"}
    response = admin.post(f"/settings/people/{administrator.pk}", form)
    assert response.status_code == 422
    assert "is the only administrator" in response.content.decode()
    administrator.refresh_from_db()
    assert (administrator.role, administrator.name) == ("administrator", "Alena Správná")


def test_the_only_administrator_cannot_leave(admin, administrator):
    response = admin.post(f"/settings/people/{administrator.pk}/deactivation")
    assert response.status_code == 409
    administrator.refresh_from_db()
    assert administrator.is_active


def test_deactivation_names_the_rules_that_break_by_it(admin):
    leaver = make_user(name="Leaver")
    step = {"step": "create_activity", "name": "Call", "assignee": "user", "user": leaver.pk}
    rule = make_rule(name="Supplier watch", steps=[step])
    make_rule(name="Parcel watch")
    page = f"/settings/people/{leaver.pk}/deactivation"
    body = admin.get(page).content.decode()
    assert f"/automations/{rule.pk}" in body
    assert "Supplier watch" in body
    assert "Parcel watch" not in body
    assert "Rules that name them" not in admin.get(f"/settings/people/{make_user().pk}/deactivation").content.decode()


def test_deactivation_counts_the_open_work_and_gives_it_to_the_successor(admin):
    leaver, heir = make_user(name="Leaver"), make_user(name="Heir")
    create_activity(make_ticket(), name="Check the parcel", assignee=leaver, by=Actor.system("test"))
    body = admin.get(f"/settings/people/{leaver.pk}/deactivation").content.decode()
    assert "Open activities" in body
    admin.post(f"/settings/people/{leaver.pk}/deactivation", {"successor": heir.pk})
    assert Activity.objects.get().assignee == heir
    leaver.refresh_from_db()
    assert not leaver.is_active
    admin.post(f"/settings/people/{leaver.pk}/reactivation")
    leaver.refresh_from_db()
    assert leaver.is_active


def test_the_page_of_who_left_much_behind_tells_how_much_is_left_to_hand_over(admin, monkeypatch):
    monkeypatch.setattr(deactivation, "AT_ONCE", 2)
    leaver, heir = make_user(name="Leaver"), make_user(name="Heir")
    for _number in range(3):
        make_ticket(agent=leaver)
    admin.post(f"/settings/people/{leaver.pk}/deactivation", {"successor": heir.pk})
    address = f"/settings/people/{leaver.pk}"
    assert "Handing over: 3 left" in admin.get(address).text
    jobs.run_all()
    assert "Handing over" not in admin.get(address).text
    assert Ticket.objects.filter(agent=heir).count() == 3


def test_a_successor_who_is_away_cannot_be_chosen(admin):
    leaver, gone = make_user(), make_user(is_active=False)
    response = admin.post(f"/settings/people/{leaver.pk}/deactivation", {"successor": gone.pk})
    assert response.status_code == 422


def test_people_who_do_not_exist_are_not_found(admin):
    assert admin.get("/settings/people/999999").status_code == 404
    assert admin.get("/settings/teams/999999").status_code == 404


def test_teams_are_made_renamed_and_deleted_by_pages(admin):
    admin.post("/settings/teams", {"name": "Warehouse"})
    team = Team.objects.get()
    assert admin.post("/settings/teams", {"name": "warehouse"}).status_code == 422
    admin.post(f"/settings/teams/{team.pk}", {"name": "Stores"})
    assert "Stores" in admin.get("/settings/teams").content.decode()
    admin.post(f"/settings/teams/{team.pk}/deletion")
    assert not Team.objects.exists()


def test_a_profile_is_saved_and_the_answer_speaks_the_new_language(client):
    user = make_user()
    client.force_login(user)
    form = {"name": "Já", "language": "cs", "time_zone": "Europe/Warsaw", "theme": "dark", "density": "comfortable"}
    client.post("/profile", form)
    user.refresh_from_db()
    assert {field: getattr(user, field) for field in form} == form
    assert client.get("/profile")["Content-Language"] == "cs"
    assert client.post("/profile", form | {"time_zone": "Mars/Olympus"}).status_code == 422


def confirmed(client, user) -> None:
    """Signed in, and just now once more asked who it is."""
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def test_a_token_needs_the_password_once_more_and_what_was_filled_in_is_kept(client):
    client.force_login(make_user())
    asked = client.post("/profile/tokens", {"name": "Scanner", "scope": "write"})
    assert asked["Location"] == "/account/reauthenticate/?next=%2Fprofile%2Ftokens"
    assert not ApiToken.objects.exists()
    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert wrong.status_code == 200
    assert not ApiToken.objects.exists()
    made = client.post(asked["Location"], {"password": PASSWORD, "next": "/profile/tokens"})
    assert re.search(r"amends_[0-9a-f]{12}_[\w-]{43}", made.content.decode())
    assert ApiToken.objects.get().name == "Scanner"


def test_a_token_is_shown_once_and_works(client):
    user = make_user()
    confirmed(client, user)
    made = client.post("/profile/tokens", {"name": "Scanner", "scope": "write"})
    (secret,) = re.findall(r"amends_[0-9a-f]{12}_[\w-]{43}", made.content.decode())
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert authenticate_token(secret) == ApiToken.objects.get(user=user)
    again = client.get("/profile/tokens").content.decode()
    assert "Scanner" in again
    assert secret not in again


def test_an_agent_cannot_make_a_managing_token(client):
    confirmed(client, make_user(Role.AGENT))
    assert client.post("/profile/tokens", {"name": "x", "scope": "manage"}).status_code == 422
    assert not ApiToken.objects.exists()


def test_a_token_lives_to_the_end_of_its_day(client):
    confirmed(client, make_user(time_zone="Europe/Prague"))
    client.post("/profile/tokens", {"name": "x", "scope": "read", "expires_on": "2999-06-01"})
    assert str(ApiToken.objects.get().expires_at).startswith("2999-06-01 21:59:59")
    assert client.post("/profile/tokens", {"name": "x", "scope": "read", "expires_on": "2020-01-01"}).status_code == 422


def test_tokens_of_others_are_not_there_but_an_administrator_may_revoke_them(client, admin):
    owner = make_user()
    confirmed(client, owner)
    client.post("/profile/tokens", {"name": "Scanner", "scope": "read"})
    token = ApiToken.objects.get()
    client.force_login(make_user())
    assert "Scanner" not in client.get("/profile/tokens").content.decode()
    assert client.post(f"/profile/tokens/{token.pk}/revocation").status_code == 404
    admin.post(f"/profile/tokens/{token.pk}/revocation")
    token.refresh_from_db()
    assert token.revoked_at


@pytest.fixture
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def test_the_set_up_link_makes_the_administrator_once(client, data_folder):
    token = setup_link.make()
    assert client.get("/setup/wrong").status_code == 410
    form = {
        "name": "Eva",
        "email": "eva@shop.example",
        "password": "correct horse battery",
        "language": "cs",
        "time_zone": "Europe/Prague",
    }
    assert client.post(f"/setup/{token}", form | {"password": "eva"}).status_code == 422
    assert client.post(f"/setup/{token}", form)["Location"] == "/"
    user = User.objects.get()
    assert user.is_administrator
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not setup_link.check(token)
    assert Client().get(f"/setup/{token}").status_code == 410


def test_a_set_up_link_is_dead_as_soon_as_anybody_exists(client, data_folder):
    token = setup_link.make()
    make_user()
    assert client.get(f"/setup/{token}").status_code == 410
    assert client.post(f"/setup/{token}", {"name": "Mallory"}).status_code == 410


@pytest.mark.parametrize("path", ["/settings/people", "/settings/teams"])
def test_a_list_of_thirty_costs_the_queries_of_three(admin, path):
    def fill(count: int) -> None:
        for _ in range(count):
            make_user(teams=(make_team(),))

    fill(3)
    admin.get(path)
    few = queries_of(lambda: admin.get(path))
    fill(27)
    assert_same_budget(few, queries_of(lambda: admin.get(path)))


def test_passwords_never_come_back_in_a_page(client, data_folder):
    token = setup_link.make()
    answer = client.post(f"/setup/{token}", {"name": "", "password": PASSWORD})
    assert PASSWORD not in answer.content.decode()


def test_members_come_and_go_on_the_page_of_their_team_where_who_has_left_is_marked(admin):
    team, user = make_team("Warehouse"), make_user(name="Petr Nový")
    gone = make_user(name="Adam Bývalý", teams=(team,), is_active=False)
    page = f"/settings/teams/{team.pk}"
    assert f'<option value="{user.pk}">Petr Nový</option>' in admin.get(page).text
    assert "Petr Nový is in the team now" in admin.post(f"{page}/members", {"add": user.pk}, follow=True).text
    shown = admin.get(page).text
    assert f'<option value="{user.pk}">' not in shown
    assert re.search(r"Adam Bývalý</a><span[^>]*>deactivated", shown)
    admin.post(f"{page}/members", {"remove": gone.pk})
    assert list(team.users.all()) == [user]
    assert admin.post(f"{page}/members", {"add": "nobody"}).status_code == 404
