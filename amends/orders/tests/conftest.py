"""A shop's web server over https, whose certificate is trusted and whose network is allowed."""

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from amends.orders.tests.shop_server import Shop, shop_server
from amends.outbox.tests.certificate import write_certificate


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    return write_certificate(tmp_path)


@pytest.fixture
def loopback(settings: Any) -> None:
    settings.PRIVATE_NETWORKS = [ip_network("127.0.0.0/8"), ip_network("::1")]


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.fixture
def server(certificate: tuple[Path, Path], loopback: None, trusted: None) -> Iterator[Shop]:
    with shop_server(certificate) as shop:
        yield shop
