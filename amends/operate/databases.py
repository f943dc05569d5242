"""The database an installation works with: the embedded one, or the one that DATABASE_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from amends.operate import instance
from amends.operate.places import DataFolder, write_private
from amends.operate.postgres.server import Server
from amends.operate.trouble import Trouble

OLDEST = 14
"""Major version of the oldest PostgreSQL that Amends works on."""


def external() -> str:
    """DATABASE_URL, or nothing when the embedded server is meant."""
    return os.environ.get("DATABASE_URL", "").strip()


def embedded(data: DataFolder) -> Server:
    """The embedded server of a data folder, not started yet."""
    return Server(data.postgres, data.logs / "postgres.log")


def require_usable(url: str) -> None:
    """Refuse an address that is not one, a server that doesn't answer, and one that is too old or not Unicode."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise Trouble(
            f"DATABASE_URL can't be read: it has to begin with postgresql://, and it is {_without_password(url)!r}.",
            "Write it as postgresql://USER:PASSWORD@HOST:5432/NAME, or unset it to use the embedded database.",
        )
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise Trouble(
            f"DATABASE_URL can't be read: {str(error).strip()}.",
            "Write it as postgresql://USER:PASSWORD@HOST:5432/NAME (special characters percent-encoded).",
        ) from error
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0].strip()
        raise Trouble(
            f"The database of DATABASE_URL can't be reached: {reason}",
            "Check that the server runs, and the host, user, password and database name in DATABASE_URL.",
        ) from error
    if version < OLDEST:
        raise Trouble(
            f"The database of DATABASE_URL runs PostgreSQL {version}; Amends needs {OLDEST} or newer.",
            "Upgrade that server, or unset DATABASE_URL to use the embedded database.",
        )
    if encoding != "UTF8":
        raise Trouble(
            f"The database of DATABASE_URL is encoded in {encoding}; Amends needs UTF8.",
            "Create it anew: createdb --encoding UTF8 --template template0 NAME.",
        )


def _without_password(url: str) -> str:
    """Enough of a broken address to recognise it, without what may be its password."""
    return url if "@" not in url else f"{url.split(':')[0]}:...@{url.rpartition('@')[2]}"


@contextmanager
def at_hand(data: DataFolder) -> Iterator[str]:
    """The address of the installation's database for as long as a command needs it.

    External: checked. Running: the address it left. Not running: the embedded server is started for the duration.
    """
    url = external()
    if url:
        require_usable(url)
        yield url
        return
    if instance.is_running(data) and data.database_url.exists():
        yield data.database_url.read_text().strip()
        return
    data.prepare()
    with instance.held(data):
        server = embedded(data)
        try:
            server.start()
            server.create_database()
            write_private(data.database_url, server.url())
            yield server.url()
        finally:
            server.stop()
            data.database_url.unlink(missing_ok=True)
