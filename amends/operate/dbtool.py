"""`bin/db`: a prompt, a backup, a restore, a look. Works whether Amends is running or not."""

import argparse
import datetime as dt
import os
import subprocess
from pathlib import Path

import psycopg

from amends.operate import backup, databases, instance, migrations, trouble
from amends.operate.places import DataFolder, data_folder
from amends.operate.terminal import say, step
from amends.operate.trouble import Trouble


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/db", description=__doc__)
    parser.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="data folder (./data)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="data folder (./data)")
    commands.add_parser("shell", parents=[common], help="an SQL prompt (psql)")
    commands.add_parser("status", parents=[common], help="where the database is, how large, whether up to date")
    saving = commands.add_parser("backup", parents=[common], help="write database and uploads into one file")
    saving.add_argument("file", nargs="?", help="the file to write (amends-DATE.tar)")
    loading = commands.add_parser("restore", parents=[common], help="bring a backup into an empty data folder")
    loading.add_argument("file", help="a file that bin/db backup has written")
    options = parser.parse_args()
    data = data_folder(getattr(options, "data", None))
    if options.command == "restore":
        return _restore(Path(options.file).absolute(), data)
    if not databases.external() and not data.postgres.exists():
        raise Trouble(f"There is no installation in {data.path}.", "Name its folder: bin/db ... --data FOLDER.")
    if options.command == "backup":
        return _back_up(data, options.file)
    with databases.at_hand(data) as url:
        return _shell(url) if options.command == "shell" else _status(url, data)


def _shell(url: str) -> int:
    return subprocess.call([backup.tool("psql", url), url])


def _status(url: str, data: DataFolder) -> int:
    with psycopg.connect(url) as connection:
        version = connection.info.parameter_status("server_version")
        size = _one(connection, "select pg_size_pretty(pg_database_size(current_database()))")
        tables = _one(connection, "select count(*) from pg_tables where schemaname = 'public'")
        clients = _one(
            connection, "select count(*) from pg_stat_activity where datname = current_database()"
        )  # one of them is this
    last = migrations.noted(url)
    state = "none yet" if last is None else "up to date" if last == migrations.fingerprint() else "older than the code"
    kind = "external (DATABASE_URL)" if databases.external() else f"embedded, in {data.postgres.resolve()}"
    running = "running" if instance.is_running(data) and not _ours(data) else "not running"
    say(f"Amends      {running}, data folder {data.path}")
    say(f"Database    {kind}")
    say(f"Version     PostgreSQL {version}")
    say(f"Size        {size} in {tables} tables, {int(str(clients)) - 1} connections")
    say(f"Tables      {state}")
    return 0


def _ours(data: DataFolder) -> bool:
    """Whether it is this command that holds the folder, because it had to start the server itself."""
    return data.lock.read_text().strip() == str(os.getpid())


def _one(connection: psycopg.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def _back_up(data: DataFolder, file: str | None) -> int:
    stamp = dt.datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    to = Path(file or f"amends-{stamp}.tar").absolute()
    if not to.parent.is_dir():
        raise Trouble(f"There is no folder {to.parent}.", "Name a file in a folder that exists: bin/db backup FILE.")
    with databases.at_hand(data) as url, step("Writing the backup"):
        backup.back_up(data, url, to)
    say(f"Backup written: {to} ({to.stat().st_size / 1e6:.1f} MB). It holds passwords' hashes and the signing key.")
    return 0


def _restore(path: Path, data: DataFolder) -> int:
    backup.require_backup(path)
    if instance.is_running(data):
        raise Trouble(f"The data folder {data.path} is in use by a running Amends.", "Stop it, or name another folder.")
    if data.restoring.exists():
        backup.clear_half_restore(data)
    if data.path.exists() and any(data.path.iterdir()):
        raise Trouble(
            f"The folder {data.path} is not empty, and a restore never overwrites anything.",
            "Name a new one: bin/db restore FILE --data FOLDER.",
        )
    data.prepare()
    data.restoring.touch()
    try:
        with databases.at_hand(data) as url, step("Restoring the backup"):
            backup.require_no_tables(url)
            backup.restore(path, data, url)
    except BaseException:
        backup.clear_half_restore(data)
        raise
    data.restoring.unlink()
    say(f"Restored into {data.path}. Start it with: bin/start --data {data.path}")
    return 0


if __name__ == "__main__":
    trouble.run(main)
