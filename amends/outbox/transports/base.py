"""What a transport promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from amends.outbox.models import Letter

_transports: dict[str, Transport] = {}


class PutOff(Exception):
    """Not now: the network, a full mailbox, grey-listing, a wrong password of ours. Trying later may help."""


class RefusedForGood(Exception):
    """The other side will never take this letter, for instance because nobody there has that address."""


class Transport:
    """Carries letters of one channel. Defining a subclass with a `channel` registers it."""

    channel: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        _transports[cls.channel] = cls()

    def is_set_up(self) -> bool:
        """Has somebody told us how to reach it? Until then letters wait and nothing counts as an attempt."""
        raise NotImplementedError

    def carry(self, letter: Letter) -> str:
        """Hand the letter over and answer what the other side said; PutOff or RefusedForGood when it did not take it.

        Must end within amends.outbox.sending.LEASE, or the letter is sent again.
        """
        raise NotImplementedError


def transport_for(channel: str) -> Transport | None:
    """The transport of a channel, None while the channel has none."""
    return _transports.get(channel)
