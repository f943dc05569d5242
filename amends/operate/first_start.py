"""What happens once in the life of an installation: tables, the demo world or the link that makes an administrator."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import psycopg

from amends.kit import setup_link
from amends.operate import migrations, tables
from amends.operate.demo import sign_ins
from amends.operate.manage import manage
from amends.operate.places import DataFolder, write_private
from amends.operate.postgres.server import Server
from amends.operate.terminal import step


def bring_up_to_date(url: str, data: DataFolder, *, server: Server | None, demo: bool) -> None:
    """Migrate, and on a first start load the demo world.

    A first start that was cut short begins anew: the embedded database holds nothing yet that anybody made.
    """
    if data.unfinished.exists() and server is not None:
        server.drop_database()
        server.create_database()
    is_new = migrations.noted(url) is None
    if is_new:
        write_private(data.unfinished, "demo" if demo else "empty")
    if is_new and server is not None:
        tables.make(server)
    else:
        migrations.ensure(url)
    if data.unfinished.exists():
        if demo and not people_exist(url):
            with step("Loading the demo world"), _waiting_for_the_disk_once(url) if server else nullcontext():
                manage("seed", "demo")
        data.unfinished.unlink()


@contextmanager
def _waiting_for_the_disk_once(url: str) -> Iterator[None]:
    """Not at each of many commits: what is cut short begins anew, in a new database, which nobody makes of the one that
    DATABASE_URL names. The last commit takes all before it to the disk."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set synchronous_commit to on")
        setting = psycopg.sql.SQL("alter database {} ").format(psycopg.sql.Identifier(connection.info.dbname))
        connection.execute(setting + psycopg.sql.SQL("set synchronous_commit to off"))
        yield
        connection.execute(setting + psycopg.sql.SQL("reset synchronous_commit"))


def people_exist(url: str) -> bool:
    """Whether anybody can sign in yet."""
    with psycopg.connect(url) as connection:
        if connection.execute("select to_regclass('people_user')").fetchone() == (None,):
            return False
        return connection.execute("select 1 from people_user limit 1").fetchone() is not None


def greeting(url: str, data: DataFolder, address: str) -> list[str]:
    """The lines that say how to get in: the set-up link while nobody is there, the demo sign-ins in a demo world."""
    if not people_exist(url):
        link = f"{address}/setup/{setup_link.make(data.path)}"
        return ["Nobody can sign in yet. Create the administrator with this link, it works once:", f"    {link}"]
    return _sign_ins(url)


def _sign_ins(url: str) -> list[str]:
    """Those of the demo world who are here; nothing in an installation that never had one."""
    with psycopg.connect(url) as connection:
        there = {email for (email,) in connection.execute("select email from people_user where is_active")}
    lines = [f"    {email:28} {password:20} {role}" for role, email, password in sign_ins() if email in there]
    return ["The demo world is loaded. Sign in as one of:", *lines] if lines else []
