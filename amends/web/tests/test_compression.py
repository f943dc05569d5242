"""What leaves the house is small, and gives no secret away by its length."""

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from amends.people.actions.invitation import invite_user
from amends.people.models import Role
from amends.people.tests.make import make_user
from amends.tickets.tests.make import make_actor, make_ticket

pytestmark = pytest.mark.django_db

TAKES_GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def door(client: Client) -> Client:
    client.force_login(make_user(Role.ADMINISTRATOR))
    return client


def unpacked(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return gzip.decompress(body).decode()


@pytest.mark.parametrize(
    "name", ["tickets:list", "activities:list", "shell:search", "tickets:export", "settings:index"]
)
def test_pages_and_streamed_tables_are_compressed(door, name):
    make_ticket(customer_name="Jana Dvořáková")
    answer = door.get(reverse(name), headers=TAKES_GZIP)
    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert unpacked(answer).count("\n") > 1
    assert not door.get(reverse(name)).has_header("Content-Encoding")


def test_a_ticket_travels_in_a_third_of_its_size(door):
    url = reverse("tickets:ticket", args=[make_ticket().number])
    packed, plain = door.get(url, headers=TAKES_GZIP), door.get(url)
    assert len(packed.content) * 3 < len(plain.content)


def test_form_tokens_are_masked_anew_in_each_answer(door):
    url = reverse("tickets:ticket", args=[make_ticket().number])
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w{64})"', unpacked(door.get(url, headers=TAKES_GZIP))))
              for _again in range(2)]  # fmt: skip
    assert all(tokens)
    assert not tokens[0] & tokens[1]


def test_the_same_page_is_not_twice_of_the_same_length(door):
    url = reverse("shell:more")
    assert len({len(door.get(url, headers=TAKES_GZIP).content) for _again in range(12)}) > 3


def test_answers_with_a_secret_are_neither_stored_nor_compressed(door):
    invited = invite_user(email="x@shop.example", name="X", role=Role.AGENT, language="en", teams=[], by=make_actor())
    pages = {
        reverse("people:person", args=[invited.pk]): "/invitation/",
        reverse("people:tokens"): "",
        reverse("mfa_activate_totp"): "",
        reverse("mfa_index"): "",
        reverse("account_login"): "",
    }
    for path, secret in pages.items():
        answer = door.get(path, headers=TAKES_GZIP)
        assert secret in answer.content.decode(errors="replace"), path
        assert not answer.has_header("Content-Encoding"), path
        assert "no-store" in answer["Cache-Control"], path
