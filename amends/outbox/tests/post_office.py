"""A real SMTP server in a process of its own, for tests. What it does is decided by the recipient's name.

    python post_office.py FOLDER [CERTIFICATE KEY]

prints its port, and writes every letter it takes as a file into FOLDER. Knows nothing of Amends.
"""

import asyncio
import itertools
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

AT_RCPT = {"nobody": "550 5.1.1 No such mailbox", "full": "452 4.2.2 Mailbox full"}
AT_DATA = {"spam": "554 5.7.1 We think this is spam", "grey": "451 4.7.1 Come back later"}


def hang_up(server: SMTP) -> None:
    """Drop the line without a word."""
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()


class Clerk:
    """Answers like the servers of the world do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self.held = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name == "drops-at-rcpt":
            hang_up(server)
        if name in AT_RCPT:
            return AT_RCPT[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name in AT_DATA:
            return AT_DATA[name]
        secured = "tls" if session.ssl else "plain"
        assert isinstance(envelope.content, bytes)
        unfinished = self.folder / "unfinished"
        unfinished.write_bytes(envelope.content)
        unfinished.rename(self.folder / f"{next(self.numbers):03}-{name}-{secured}.eml")
        if name == "takes-and-drops":
            hang_up(server)
        if name == "holds-the-first" and not self.held:
            self.held = True
            await asyncio.sleep(3600)
        return "250 2.0.0 Taken"


class Counter(SMTP):
    """Drops the line half-way through the content when the recipient is called so."""

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        if self.envelope and self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("drops-in-data@"):
            await self.push("354 Go on")
            await self._reader.read(10)
            hang_up(self)
            return
        await super().smtp_DATA(arg)


async def serve(folder: Path, certificate: list[str]) -> None:
    options: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        options = {"tls_context": context, "require_starttls": True}
    clerk = Clerk(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Counter(clerk, hostname="localhost", **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2:]))
