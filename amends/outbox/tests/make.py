"""Letters and a post office for tests."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from amends.journal.actors import Actor
from amends.outbox.actions import post_letter
from amends.outbox.models import Letter


def make_letter(to: str = "jana@shop.example", *, by: Actor | None = None, **fields: Any) -> Letter:
    values = {"subject": "Přijali jsme reklamaci", "body_text": "Dobrý den,\n\npřijali jsme ji.\n"} | fields
    return post_letter(to=to, by=by or Actor.system("test"), **values)


@dataclass
class PostOffice:
    port: int
    folder: Path

    @property
    def taken(self) -> list[EmailMessage]:
        """The letters it took, in order."""
        return [
            cast(EmailMessage, message_from_bytes(file.read_bytes(), policy=policy.default))
            for file in sorted(self.folder.glob("*.eml"))
        ]


@contextmanager
def post_office(folder: Path, *certificate: Path) -> Iterator[PostOffice]:
    """A running SMTP server (post_office.py); with a certificate and key it demands STARTTLS."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, str(Path(__file__).with_name("post_office.py")), str(folder), *map(str, certificate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield PostOffice(int(process.stdout.readline()), folder)
        finally:
            process.kill()


def until(true: Callable[[], Any], *, seconds: float = 20) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "It did not happen in time"
        time.sleep(0.02)
