from collections.abc import Iterator
from pathlib import Path

import pytest

from amends.outbox.tests.make import PostOffice, post_office


@pytest.fixture(scope="module")
def _office(tmp_path_factory) -> Iterator[PostOffice]:
    with post_office(tmp_path_factory.mktemp("post")) as running:
        yield running


@pytest.fixture
def office(_office: PostOffice, settings) -> PostOffice:
    """A real SMTP server with an empty mailbox, which letters are sent to."""
    for old in _office.folder.glob("*.eml"):
        old.unlink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _office.port
    settings.EMAIL_TIMEOUT = 5
    return _office


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself, and its key."""
    from amends.outbox.tests.certificate import write_certificate

    return write_certificate(tmp_path)
