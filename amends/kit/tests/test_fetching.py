"""Which machines may be asked, and what is kept sealed. Fetching itself is tried with shops' feeds (amends.orders)."""

from ipaddress import ip_network
from typing import Any

import pytest

from amends.kit.fetching import FetchRefused, check_address, may_be_asked
from amends.kit.sealing import CannotBeOpened, seal, unseal

NOT_PUBLIC = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1%eth0",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_only_machines_of_the_public_internet_are_asked(address: str):
    assert not may_be_asked(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_machines_of_the_public_internet_are_asked(address: str):
    assert may_be_asked(address)


def test_networks_that_the_installation_was_told_of_are_asked_and_no_others(settings: Any):
    settings.PRIVATE_NETWORKS = [ip_network("10.1.0.0/16"), ip_network("fd00::/8")]
    assert may_be_asked("10.1.2.3")
    assert may_be_asked("::ffff:10.1.2.3")
    assert may_be_asked("fd00::1")
    assert not may_be_asked("10.2.0.1")


@pytest.mark.parametrize(
    "address", ["https://", "shop", "https://shop:0/", "https://shop:x/", "https://čaj.cz/", "//a"]
)
def test_what_is_no_address_is_not_asked(address: str):
    with pytest.raises(FetchRefused):
        check_address(address)


def test_a_secret_is_opened_with_the_same_key_for_the_same_purpose_only(settings: Any):
    sealed = seal("čtyři koně", purpose="one")
    assert "koně" not in sealed
    assert unseal(sealed, purpose="one") == "čtyři koně"
    assert seal("", purpose="one") == unseal("", purpose="one") == ""
    with pytest.raises(CannotBeOpened):
        unseal(sealed, purpose="two")
    settings.SECRET_KEY = "another"
    with pytest.raises(CannotBeOpened):
        unseal(sealed, purpose="one")
