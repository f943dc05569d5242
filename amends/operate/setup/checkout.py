"""A checkout that can't be written: whose it is, and what to do. Standard library only."""

import errno
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from amends.operate.places import ROOT
from amends.operate.trouble import Trouble

FULL = (errno.ENOSPC, errno.EDQUOT)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def writing() -> Iterator[None]:
    """Turn what the system refuses while set-up writes into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise full("Setting Amends up") from error
        if error.errno in CLOSED:
            raise closed((error.strerror or str(error)).lower()) from error
        raise


def full(doing: str) -> Trouble:
    return Trouble(f"{doing} failed: the disk is full.", "Free about 1 GB and run the command again.")


def closed(reason: str) -> Trouble:
    return Trouble(
        f"Amends has something to set up in {ROOT}, which belongs to {_owner()}, and may not write there ({reason}).",
        f"Run it once as {_owner()}, or make a checkout of your own: git clone {ROOT} FOLDER.",
    )


def _owner() -> str:
    number = ROOT.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
