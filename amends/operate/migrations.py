"""Bringing tables up to date, and knowing without asking Django that they are."""

import psycopg

from amends.operate.manage import manage
from amends.operate.places import ROOT, digest
from amends.operate.setup.stamps import files_below
from amends.operate.terminal import step

NOTE = "Amends "
"""What our comment on the table django_migrations begins with; the fingerprint follows. Backups carry it along."""


def fingerprint() -> str:
    """Changes whenever a migration of ours, or a package that may bring some, changes."""
    own = files_below(ROOT / "amends", "*/migrations/*.py")
    return digest(*[part for path in own for part in (path.name, path)], ROOT / "requirements" / "base.txt")


def noted(url: str) -> str | None:
    """The fingerprint of the last complete migration of a database; None when it has no tables yet."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select obj_description(to_regclass('django_migrations'), 'pg_class'), to_regclass('django_migrations')"
        ).fetchone()
    if row is None or row[1] is None:
        return None
    return (row[0] or "").removeprefix(NOTE)


def ensure(url: str) -> bool:
    """Migrate when something has changed since; True when the tables are new."""
    last = noted(url)
    if last != fingerprint():
        with step("Making the tables" if last is None else "Bringing the tables up to date"):
            run(url)
    return last is None


def run(url: str) -> None:
    """Migrate, and note it."""
    # Django's checks would read the whole application first; bin/check asks them
    manage("migrate", "--noinput", "--skip-checks", "--verbosity", "0")
    with psycopg.connect(url, autocommit=True) as connection:
        note = psycopg.sql.Literal(NOTE + fingerprint())
        connection.execute(psycopg.sql.SQL("comment on table django_migrations is {}").format(note))
