"""The pages of people in a real Chromium: passkeys, accessibility, pictures."""

import pytest
from django.utils import timezone

from amends.journal.actors import Actor
from amends.kit import setup_link
from amends.people.actions.invitation import invite_user
from amends.people.actions.tokens import make_token
from amends.people.links import invitation_path
from amends.people.models import Role, Scope, Team, User
from amends.people.tests.make import PASSWORD, make_team, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = Actor.system("test")
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


class Looker:
    """Looks at pages in light and dark: a picture of each, and what axe finds."""

    def __init__(self, page, size: str) -> None:
        self.page = page
        self.size = size
        self.faults: dict[str, list[str]] = {}

    def look_at(self, name: str, path: str = "") -> None:
        if path:
            self.page.goto(path)
        self.page.mouse.move(0, 0)
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.shot(f"people-{name}-{self.size}-{scheme}", full_page=True)
            if found := self.page.axe():
                self.faults[f"{name} {scheme}"] = found
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults[name] = ["scrolls sideways"]


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATOR, name="Alena Správná", email="alena@kolo.example", last_login=timezone.now())


@pytest.fixture
def house(administrator: User) -> User:
    """A few people of every state; returns one of them."""
    warehouse, claims = make_team("Warehouse"), make_team("Claims")
    make_user(Role.MANAGER, name="Marek Vedoucí", teams=(warehouse, claims), last_login=timezone.now())
    petra = make_user(name="Petra Malá", email="petra.mala@kolo.example", teams=(claims,))
    make_user(Role.LIMITED, name="Bartłomiej Nowakowski-Wiśniewski", teams=(warehouse,))
    make_user(name="Odešlý Kolega", is_active=False, deactivated_at=timezone.now())
    invite_user(email="jana.nova@kolo.example", name="Jana Nová", role=Role.AGENT, by=BY)
    make_token(administrator, name="Warehouse scanner", scope=Scope.WRITE, by=BY)
    return petra


def own_pages(user: User) -> dict[str, str]:
    return {"profile": "/profile", "tokens": "/profile/tokens", "password": "/account/password/change/"}


def administrator_pages(person: User) -> dict[str, str]:
    invited = User.objects.get(email="jana.nova@kolo.example")
    return {
        "settings": "/settings",
        "people": "/settings/people",
        "invite": "/settings/people/invitation",
        "person": f"/settings/people/{person.pk}",
        "invited": f"/settings/people/{invited.pk}",
        "deactivation": f"/settings/people/{person.pk}/deactivation",
        "teams": "/settings/teams",
        "team": f"/settings/teams/{person.teams.get().pk}",
    }


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_people_have_no_fault_that_axe_finds(visit, house, administrator, size):
    width, height = SIZES[size]
    looker = Looker(visit(administrator, width=width, height=height), size)
    for name, path in {**administrator_pages(house), **own_pages(administrator)}.items():
        looker.look_at(name, path)
    assert looker.faults == {}


@pytest.mark.parametrize("size", SIZES)
def test_ways_in_have_no_fault_that_axe_finds(visit, settings, tmp_path, size):
    settings.DATA = tmp_path
    width, height = SIZES[size]
    page = visit(None, width=width, height=height)
    looker = Looker(page, size)
    looker.look_at("not-set-up", "/account/login/")
    looker.look_at("set-up", f"/setup/{setup_link.make()}")
    make_user()
    invited = invite_user(email="jana.nova@kolo.example", name="Jana Nová", role=Role.AGENT, by=BY)
    looker.look_at("sign-in", "/account/login/")
    looker.look_at("join", invitation_path(invited))
    looker.look_at("dead-invitation", "/invitation/none")
    looker.look_at("forgotten", "/account/password/reset/")
    looker.look_at("forgotten-sent", "/account/password/reset/done/")
    looker.look_at("dead-reset", "/account/password/reset/key/1-none/")
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill("nobody@kolo.example")
    page.get_by_label("Password", exact=True).fill("wrong password")
    page.get_by_label("Password", exact=True).press("Enter")
    page.get_by_text("You are not signed in yet.").wait_for()
    looker.look_at("sign-in-refused")
    assert looker.faults == {}


def sign_in(page, user: User) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def plug_in_a_key(page) -> None:
    """A security key with a fingerprint reader, as Chromium's virtual authenticator makes one."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def confirm(page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_added_and_then_lets_in_without_a_password(visit):
    user = make_user(name="Petra Malá")
    page = visit(None)
    plug_in_a_key(page)
    sign_in(page, user)
    page.goto("/account/two-factor/webauthn/add/")
    confirm(page)
    page.get_by_label("Name of the key").fill("Fingerprint")
    page.get_by_label("Sign me in with it alone, without a password").check()
    page.shot("people-key-add-wide")
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("list", name="Unused codes").wait_for()
    page.shot("people-recovery-codes-wide")
    assert page.axe() == []
    for name in ("", "webauthn/"):
        page.goto(f"/account/two-factor/{name}")
        page.shot(f"people-second-step-{name.strip('/') or 'index'}-wide")
        assert page.axe() == []
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").last.click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/account/" not in url)
    page.goto("/profile")
    assert page.get_by_label("Name", exact=True).input_value() == "Petra Malá"


def test_a_security_key_is_the_second_step_after_the_password(visit):
    user = make_user()
    page = visit(None)
    plug_in_a_key(page)
    sign_in(page, user)
    page.goto("/account/two-factor/webauthn/add/")
    confirm(page)
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("list", name="Unused codes").wait_for()
    page.context.clear_cookies()
    sign_in(page, user)
    page.get_by_role("heading", name="Second step").wait_for()
    page.shot("people-second-step-asked-wide")
    assert page.axe() == []
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(lambda url: "/account/" not in url)


def test_the_authenticator_app_page_shows_a_picture_to_scan(visit):
    user = make_user()
    page = visit(None, scheme="dark")
    sign_in(page, user)
    page.goto("/account/two-factor/totp/activate/")
    page.shot("people-confirm-dark")
    confirm(page)
    picture = page.get_by_alt_text("QR code with the key below")
    assert picture.evaluate("image => image.naturalWidth") > 0
    page.shot("people-app-dark")
    assert page.axe() == []


def test_an_invitation_works_without_javascript(browser, live_server):
    make_user()
    invited = invite_user(email="jana.nova@kolo.example", name="Jana Nová", role=Role.AGENT, by=BY)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(invitation_path(invited))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.goto("/profile")
    assert page.get_by_label("Name", exact=True).input_value() == "Jana Nová"
    context.close()


def test_a_team_is_deleted_only_after_a_question(visit, administrator):
    team = make_team("Kolo & Hory")
    page = visit(administrator)
    page.goto(f"/settings/teams/{team.pk}")
    page.get_by_role("button", name="Delete the team").click()
    question = page.get_by_role("dialog", name="Delete the team “Kolo & Hory”?")
    question.get_by_role("button", name="Cancel").click()
    assert Team.objects.filter(pk=team.pk).exists()
    page.get_by_role("button", name="Delete the team").click()
    question.get_by_role("button", name="Delete the team").click()
    page.wait_for_url("**/settings/teams")
    assert not Team.objects.filter(pk=team.pk).exists()
