"""The throw-away world of a bench: a server of its own that writes to disk like a real one, with all tables."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from amends.operate.manage import manage
from amends.operate.postgres.cluster import settings
from amends.operate.postgres.server import throwaway


@contextmanager
def fresh_world(tickets: int = 0) -> Iterator[str]:
    """Migrated database with so many tickets and what belongs to them, and Django set up on it in this process; gives
    the database's address.

    Mail goes nowhere: no bench sends anything. Call it once in a process: Django can't be set up twice.
    """
    with throwaway(settings()) as server, world_at(server.url()) as address:
        if tickets:
            from amends.operate.demo.load import add_tickets

            add_tickets(tickets)
        yield address


@contextmanager
def world_at(address: str) -> Iterator[str]:
    """`fresh_world` on a database that is there already and keeps what is in it; its tables are brought up to date."""
    with tempfile.TemporaryDirectory(prefix="amends-bench-") as folder:
        os.environ.update(
            DATABASE_URL=address,
            AMENDS_DATA=str(Path(folder)),
            AMENDS_SECRET_KEY="only for a bench",  # noqa: S106 - signs nothing that lasts
            DJANGO_SETTINGS_MODULE="config.settings",
        )
        manage("migrate", "--noinput", "--verbosity", "0")
        import django
        from django.db import connections

        django.setup()
        try:
            yield address
        finally:
            connections.close_all()
