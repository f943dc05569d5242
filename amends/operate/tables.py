"""The tables of an installation before anybody works with it, kept in the checkout as SQL.

A hundred migrations take seconds to make them, reading them back takes one. Kept is what migrations made of an empty
embedded database, under a name that changes with our code, our words and PostgreSQL: whatever differs makes its own.
"""

import os
from pathlib import Path

from amends.operate import backup, migrations
from amends.operate.places import BUILD, ROOT, digest
from amends.operate.postgres.server import Server
from amends.operate.setup.stamps import files_below
from amends.operate.terminal import step
from amends.operate.trouble import Trouble

KEPT = "tables-*.sql"
LAST = b"-- PostgreSQL database dump complete"
"""What pg_dump writes at the end: without it a file was cut, be it between two statements."""


def make(server: Server) -> None:
    """Make them in an empty database: as they are kept, or else by the migrations, to be kept."""
    kept = _place()
    with step("Making the tables"):
        if kept.exists():
            if _read_back(kept, server):
                return
            server.drop_database()
            server.create_database()
        migrations.run(server.url())
    _keep(kept, server.url())


def _place() -> Path:
    """Where those of this code are kept."""
    code = files_below(ROOT, "amends/**/*.py", "amends/**/*.po", "config/*.py", but=("tests",))
    parts = [part for path in code for part in (str(path.relative_to(ROOT)), path)]
    return BUILD / KEPT.replace("*", digest(ROOT / "requirements" / "base.txt", *parts))


def _read_back(kept: Path, server: Server) -> bool:
    """Whether it could be."""
    try:
        if LAST not in kept.read_bytes()[-200:]:
            return False
        backup.play(kept, server.url())
    except (OSError, Trouble):
        return False
    return migrations.noted(server.url()) == migrations.fingerprint()


def _keep(kept: Path, url: str) -> None:
    """For the next installation of this checkout. Whoever may not write in it goes without."""
    unfinished = kept.with_name(f".{kept.name}-{os.getpid()}")
    try:
        kept.parent.mkdir(exist_ok=True)
        backup.write_script(unfinished, url)
        for old in (*kept.parent.glob(KEPT), *kept.parent.glob(f".{KEPT}-*")):
            if old != unfinished:
                old.unlink(missing_ok=True)
        unfinished.replace(kept)
    except (OSError, Trouble):
        return
    finally:
        unfinished.unlink(missing_ok=True)
