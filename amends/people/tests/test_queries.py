"""What processes keep of people."""

import pytest

from amends.kit.versions import stamp_of
from amends.people.queries import people
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db


def test_signing_in_renews_nothing_and_a_new_name_does(client):
    person = make_user(name="Jana")
    assert people()[person.pk].name == "Jana"
    before = stamp_of("people")
    client.force_login(person)
    person.refresh_from_db()
    assert person.last_login is not None
    assert stamp_of("people") == before
    person.name = "Jana Malá"
    person.save(update_fields=["name"])
    assert stamp_of("people") != before
    assert people()[person.pk].name == "Jana Malá"
