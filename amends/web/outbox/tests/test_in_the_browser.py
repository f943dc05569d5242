"""Outbox, notifications and the API reference as people see them."""

import pytest

from amends.journal.testing import settle
from amends.notifications.models import Reason
from amends.notifications.tests.make import make_notification
from amends.outbox.models import Letter, State
from amends.outbox.tests.make import make_letter
from amends.people.models import Role
from amends.people.tests.make import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_pages_are_clean_for_everybody(visit, width, scheme, settings):
    admin = make_user(Role.ADMINISTRATOR, name="Petra Malá")
    sent = make_letter("jana.novakova@example.cz", subject="We have received your case C26-00042")
    settle()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    dead = make_letter("nobody@example.cz", subject="Petra Malá invites you to Amends")
    answer = "550 5.1.1 No such mailbox"
    Letter.objects.filter(pk=dead.pk).update(state=State.DEAD, attempts=1, last_answer=answer)
    make_letter("karel@example.cz", subject="Choose a new password for Amends")
    make_notification(admin)
    make_notification(admin, reason=Reason.ACTIVITY_EXPIRED, title="Check shipment delivery")
    pages = {
        "outbox": "/settings/outbox",
        "letter-sent": f"/settings/outbox/{sent.pk}",
        "letter-dead": f"/settings/outbox/{dead.pk}",
        "notifications": "/notifications",
        "api-docs": "/api/v1/docs",
    }
    page = visit(admin, width=width, scheme=scheme)
    wrong = []
    for name, address in pages.items():
        page.goto(address)
        page.shot(f"{name}-{width}-{scheme}", full_page=name != "api-docs")
        wrong += [f"{name}: {violation}" for violation in page.axe()]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{name} scrolls sideways")
    assert wrong == []


def test_the_bell_in_the_shell_tells_the_number_and_leads_to_the_list(visit):
    user = make_user()
    make_notification(user)
    page = visit(user)
    page.goto("/notifications")
    bell = page.get_by_role("link", name="Notifications: 1 unread").first
    bell.click()
    page.get_by_role("button", name="Mark all as read").click()
    page.get_by_role("link", name="Notifications: 0 unread").first.wait_for()


def test_the_reference_loads_nothing_from_elsewhere_and_needs_no_script(visit, live_server):
    page = visit(None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    response = page.goto("/api/v1/docs")
    assert "'unsafe-inline'" not in response.headers["content-security-policy"]
    page.get_by_role("heading", name="Create a ticket").wait_for()
    assert page.evaluate("getComputedStyle(document.querySelector('.api-docs')).display") == "grid"
    assert {url for url in asked if not url.startswith(live_server.url)} == set()
