"""Every address is known, and none of them answers a stranger."""

import os
from pathlib import Path

import pytest
from django.test import Client

from tests.house.addresses import Address, addresses

REVIEWED = Path(__file__).parent.parent / "snapshots" / "urls.txt"

OPEN_TO_ALL = {
    "api-docs",
    "api-1:openapi-json",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_inactive",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "people:join",
    "people:set_up",
    "shell:preference",
}
"""Doors that people without a session must be able to use; each has tests of its own."""


def described(address: Address) -> str:
    return f"{address.route}  {address.name}"


def test_addresses_are_those_that_were_reviewed():
    """A wanted change: run this test with AMENDS_SNAPSHOTS=write and commit the file."""
    found = "\n".join(sorted(described(address) for address in addresses())) + "\n"
    if os.environ.get("AMENDS_SNAPSHOTS") == "write":
        REVIEWED.write_text(found)
    assert found == REVIEWED.read_text()


@pytest.mark.django_db
@pytest.mark.parametrize("address", addresses(), ids=lambda address: address.name)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(address: Address, method: str):
    if address.name in OPEN_TO_ALL:
        return
    response = getattr(Client(), method)(address.path())
    if response.status_code == 302:
        assert response["Location"].startswith("/account/login"), response["Location"]
    else:
        assert response.status_code in {401, 403, 404, 405}, response.status_code
        assert b"am-nav" not in response.content
