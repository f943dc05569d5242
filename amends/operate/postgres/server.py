"""One embedded server: bring it up, wait until it answers, say its address, stop it. Left-overs are stopped first."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from amends.operate import processes
from amends.operate.children import Child
from amends.operate.places import digest
from amends.operate.postgres import account as accounts
from amends.operate.postgres import cluster as clusters
from amends.operate.trouble import Trouble

SOCKET_PATH_LIMIT = 100
"""Unix allows 107 bytes for a socket's path on Linux and 103 on macOS."""


class Server:
    """The PostgreSQL of one folder. `child` is its process, for a supervisor to watch."""

    def __init__(self, folder: Path, log: Path, settings: dict[str, str] | None = None) -> None:
        self.account = accounts.for_server()
        self.home = accounts.home_for(self.account)
        self.place = accounts.folder_for(self.account, folder)
        self.cluster = self.place / "cluster"
        self.log = log
        options = {"unix_socket_directories": str(self._socket_folder())} | (settings or clusters.settings())
        arguments = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        self.child = Child(
            "database",
            [str(self.home / "bin" / "postgres"), "-D", str(self.cluster), *arguments],
            stop_signal=signal.SIGINT,  # PostgreSQL's fast shutdown: roll back what runs, write all, leave
            patience=30,
            log=log,
            cwd=Path("/"),
            account=self.account.options(),
        )

    def url(self, database: str = clusters.DATABASE) -> str:
        """The address of a database, as libpq and Django read it."""
        return f"postgresql://{clusters.SUPERUSER}@{quote(str(self._socket_folder()), safe='')}/{database}"

    def start(self) -> None:
        """Bring the server up and wait until it takes connections. Recovery after a crash may take its time."""
        clusters.ensure(self.place, self.home, self.account)
        self.stop_left_over()
        deadline = time.monotonic() + 15
        self.child.start()
        while not self.ready():
            if not self.child.alive():
                # The backends of a killed server hold its memory for a moment; then it starts.
                if time.monotonic() > deadline:
                    raise Trouble(f"PostgreSQL does not start: {self._last_words()}", f"Its log is {self.log}.")
                time.sleep(0.3)
                self.child.start()
            time.sleep(0.02)

    def ready(self) -> bool:
        """Whether our own process, and not a left-over, says that it takes connections."""
        told = self._pid_file()
        return len(told) > 7 and told[0] == str(self.child.pid) and told[7].strip() == "ready"

    def create_database(self, name: str = clusters.DATABASE) -> bool:
        """Make the database when it is not there; True when it was made."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                return False
            connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
            return True

    def drop_database(self, name: str = clusters.DATABASE) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            statement = psycopg.sql.SQL("drop database if exists {} with (force)")
            connection.execute(statement.format(psycopg.sql.Identifier(name)))

    def stop(self) -> None:
        self.child.stop()

    def stop_left_over(self) -> None:
        """Stop a server that outlived a killed Amends on this folder, and clear away what it or a power cut left.

        The caller holds the folder's lock, so a server that works in it is a left-over, and where none does the files
        that name one (stale, empty or garbage) would only keep the next one from starting.
        """
        for pid in processes.servers_in("postgres", self.cluster):
            if pid == self.child.pid:
                return
            if not (processes.stop(pid, signal.SIGINT, 20) or processes.stop(pid, signal.SIGQUIT, 10)):
                raise Trouble(
                    f"An older PostgreSQL (process {pid}) works on this data folder and does not stop.",
                    "Look at what holds it up (a disk that hangs?), or start the machine anew.",
                )
        for left in (self.cluster / "postmaster.pid", self._socket_folder() / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return []

    def _socket_folder(self) -> Path:
        """The folder of the data, or a short one in /tmp where its path is too long for a socket."""
        if len(str(self.place).encode()) + len("/.s.PGSQL.5432.lock") <= SOCKET_PATH_LIMIT:
            return self.place
        short = Path(tempfile.gettempdir()) / f"amends-{self.account.uid}-{digest(str(self.place))[:12]}"
        if len(str(short).encode()) + len("/.s.PGSQL.5432.lock") > SOCKET_PATH_LIMIT:
            short = Path("/tmp") / short.name  # noqa: S108 - owned by us and closed to others, checked below
        short.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(short, self.account.uid, self.account.gid)
        elif short.is_symlink() or short.stat().st_uid != self.account.uid:
            raise Trouble(f"{short} belongs to somebody else.", "Name a shorter folder: bin/start --data FOLDER.")
        return short

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        fatal = [line for line in lines[-20:] if "FATAL" in line]
        return (fatal or lines or ["it left no word"])[-1].split("FATAL:")[-1].strip()


@contextmanager
def throwaway(settings: dict[str, str] | None = None) -> Iterator[Server]:
    """A server of its own in a temporary folder, gone with all its data at the end; without fsync unless told."""
    with tempfile.TemporaryDirectory(prefix="amends-") as name:
        folder = Path(name)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        server = Server(folder / "postgres", folder / "postgres.log", settings or clusters.throwaway_settings())
        try:
            server.start()
            server.create_database()
            yield server
        finally:
            server.stop()
