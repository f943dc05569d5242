"""A worker that is killed with -9 at a chosen point, as often as a test asks: for proving that nothing is lost.

A process of its own boots once; for each point it forks a real worker, which counts its steps (every SQL statement of
a job, every commit, every "this job is done") and kills itself right before the given one. The product code knows
nothing of this. Run by `Killer`, never by hand.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
DOOMED = "amends-killed-worker"
"""How the database calls the connections of the process that is killed."""


class Killer:
    """The test's side. `work_until(step)` says True when the worker was killed there, False when it ran dry first."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def work_until(self, step: int) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{step}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer in {"killed", "idle"}, f"The worker ended with {answer!r}"
        return answer == "killed"


@contextmanager
def killer(*modules: str) -> Iterator[Killer]:
    """Boot the forking process on the test's database, with `modules` imported (readers of the tests' own)."""
    from amends.kit.testing import database_address

    command = [sys.executable, "-m", "amends.journal.tests.killing", *modules]
    environment = {**os.environ, "DATABASE_URL": database_address(), "AMENDS_TESTING": "1", "PGAPPNAME": DOOMED}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Killer(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def bury_dead_workers() -> None:
    """As if the ten seconds had passed after which a worker without a sign of life counts as dead."""
    from django.db import connection

    from amends.kit import jobs

    _wait_for_last_words()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
    jobs.retry_stalled()


def _wait_for_last_words(seconds: float = 20) -> None:
    """Until the server has noticed that the client is dead: a statement under way when it died still commits."""
    from django.db import connection

    deadline = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and application_name = %s",
                [DOOMED],
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("The connections of the killed worker never ended")


# --- The other process --------------------------------------------------------------------------------------------


class _Steps:
    """Counts what the jobs of this process do and dies before step number `last`."""

    def __init__(self, last: int) -> None:
        self._left = last
        self._lock = threading.Lock()

    def take(self) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        import psycopg
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.signals import connection_created

        def statement(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
            self.take()
            return execute(sql, params, many, context)

        def connected(connection: Any, **_kwargs: Any) -> None:
            connection.execute_wrappers.append(statement)

        commit, execute = BaseDatabaseWrapper._commit, psycopg.AsyncCursor.execute  # type: ignore[attr-defined]

        def counted_commit(wrapper: BaseDatabaseWrapper) -> Any:
            self.take()
            return commit(wrapper)

        async def counted_end_of_job(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
            if "procrastinate_finish_job" in str(query):
                self.take()
            return await execute(cursor, query, *args, **kwargs)

        connection_created.connect(connected, weak=False)
        BaseDatabaseWrapper._commit = counted_commit  # type: ignore[attr-defined]
        psycopg.AsyncCursor.execute = counted_end_of_job  # type: ignore[assignment,method-assign]


def _work_and_die(step: int) -> None:
    from amends.kit import jobs

    _Steps(step).watch()
    while jobs.waiting():
        jobs.run_worker(stop_when_idle=True)


def _serve(modules: list[str]) -> None:
    from importlib import import_module

    import django

    django.setup()
    for module in modules:
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work_and_die(int(line))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else "idle" if status == 0 else f"status {status}", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    _serve(sys.argv[1:])
