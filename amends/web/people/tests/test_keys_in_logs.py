"""What opens an account stands in no log."""

import logging

import pytest

from amends.people.links import invitation_path, reset_path
from amends.people.tests.make import make_user

pytestmark = pytest.mark.django_db


def test_a_key_that_a_page_was_asked_with_is_not_in_the_log(client, caplog):
    user = make_user(joined_at=None, invited_at="2026-11-01T00:00Z", password=None)
    user.refresh_from_db()
    path = invitation_path(user)
    assert client.post(path, {"name": "x", "password": "short"}).status_code == 422
    assert "/invitation/..." in caplog.text
    assert path.rpartition("/")[2] not in caplog.text


@pytest.mark.parametrize("name", ["gunicorn.access", "gunicorn.error", "django.server", "amends.web.shell.errors"])
def test_whoever_writes_the_log_writes_no_key(name, caplog):
    path = reset_path(make_user())
    with caplog.at_level(logging.INFO, logger=name):
        logging.getLogger(name).info('"%(r)s" 200 "%(f)s"', {"r": f"GET {path} HTTP/1.1", "f": f"https://x{path}"})
        logging.getLogger(name).info("GET /setup/topsecret?next=/settings/people/3/invitation")
    assert (
        '"GET /account/password/reset/key/... HTTP/1.1" 200 "https://x/account/password/reset/key/..."' in caplog.text
    )
    assert "GET /setup/...?next=/settings/people/3/invitation" in caplog.text
