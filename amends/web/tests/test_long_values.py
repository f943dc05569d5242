"""A value that is too long comes back at a bounded length; what a field takes comes back whole."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import ensure_workflows, make_ticket
from amends.vocabulary.types import LONGEST_TEXT

pytestmark = pytest.mark.django_db

MEGABYTE = "x" * 1_000_000
MOST = 400_000
"""Bytes of an answer: a page, and what is too long cut to a tenth of a megabyte, shown more than once at times."""


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


@pytest.fixture
def paths() -> dict[str, str]:
    ensure_workflows()
    number = make_ticket().number
    return {
        "ticket": reverse("tickets:new"),
        "activity": "/activities/new",
        "composer": reverse("tickets:activities", args=[number]),
        "field": reverse("tickets:field", args=[number, "subject"]),
        "deadline": reverse("tickets:field", args=[number, "due"]),
        "team": reverse("people:teams"),
        "tag": reverse("configured:new", args=["tags"]),
        "status": reverse("workflows:new_status", args=["warranty_claim"]),
        "sign in": reverse("account_login"),
    }


FORMS: dict[str, list[str]] = {
    "ticket": ["subject", "customer_name", "email", "key", "own-1-quantity", "language", "field-unheard-of"],
    "activity": ["name", "ticket", "due_on", "assignee", "key"],
    "composer": ["name", "due_on", "assignee"],
    "field": ["value"],
    "deadline": ["value", "hour"],
    "team": ["name"],
    "tag": ["names_en", "colour", "seen"],
    "status": ["name_en", "turn"],
    "sign in": ["login"],
}


@pytest.mark.parametrize(("form", "name"), [(form, name) for form, names in FORMS.items() for name in names])
def test_a_megabyte_in_one_field_does_not_come_back(form: str, name: str, door: Client, paths: dict[str, str]) -> None:
    if form == "sign in":
        door.logout()
    sent: dict[str, Any] = {"type": "warranty_claim", "own-1-name": "Mug", "names_en": "Vip"} | {name: MEGABYTE}
    answer = door.post(paths[form], sent, follow=True)
    assert answer.status_code in (200, 422)
    assert len(answer.content) < MOST


@pytest.mark.parametrize("form", ["ticket", "activity", "composer"])
def test_a_text_that_its_field_takes_comes_back_whole(form: str, door: Client, paths: dict[str, str]) -> None:
    text = "a" + "ž" * (LONGEST_TEXT - 2) + "b"
    sent = {"type": "warranty_claim", "description": text, "due_on": "nonsense", "ordered_on": "nonsense"}
    answer = door.post(paths[form], sent)
    assert answer.status_code == 422
    assert text in answer.text


@pytest.mark.parametrize("form", ["ticket", "activity", "composer"])
def test_a_text_that_is_too_long_is_refused_and_never_kept_cut(form: str, door: Client, paths: dict[str, str]) -> None:
    sent = {"type": "warranty_claim", "customer_name": "Jana", "name": "Call", "ticket": make_ticket().number}
    answer = door.post(paths[form], {**sent, "description": MEGABYTE})
    assert answer.status_code == 422
    assert 'id="id_description_error"' in answer.text
