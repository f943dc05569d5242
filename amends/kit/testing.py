"""What tests of any floor need: counting queries, and a second real connection to the database."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar
from urllib.parse import quote

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

T = TypeVar("T")


def queries_of(deed: Callable[[], object]) -> list[str]:
    """The SQL statements that `deed` sent, in order."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    return [query["sql"] for query in captured.captured_queries]


def assert_same_budget(at_few: list[str], at_many: list[str]) -> None:
    """Red when a page sends more statements for more rows (house rule: measured at 3 and at 30)."""
    if len(at_few) != len(at_many):
        extra = "\n".join(at_many[-abs(len(at_many) - len(at_few)) - 3 :])
        raise AssertionError(f"{len(at_few)} queries at few rows, {len(at_many)} at many; the last ones:\n{extra}")


@contextmanager
def beside() -> Iterator[Callable[[Callable[[], T]], "Future[T]"]]:
    """Run deeds on a second, real connection at the same time: `future = run(lambda: ...)`.

    For tests with `django_db(transaction=True)` only: another connection sees nothing but what is committed.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:

        def run(deed: Callable[[], T]) -> "Future[T]":
            def on_own_connection() -> T:
                try:
                    return deed()
                finally:
                    connections.close_all()

            return pool.submit(on_own_connection)

        yield run


def until_somebody_waits(seconds: float = 20, waiters: int = 1) -> None:
    """Return as soon as others wait for locks of this one, or behind who does; AssertionError when they never do."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "with recursive waiting(pid) as ("
                "select pg_backend_pid() union select pg_locks.pid from pg_locks, waiting"
                " where not granted and waiting.pid = any(pg_blocking_pids(pg_locks.pid)))"
                " select count(*) - 1 from waiting"
            )
            if cursor.fetchone()[0] >= waiters:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for a lock of this connection")


def database_address() -> str:
    """The test's database as a URL, for processes that a test starts (`DATABASE_URL`)."""
    at = connection.settings_dict
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{secret}@{quote(at['HOST'] or '', safe='')}:{at['PORT'] or 5432}/{at['NAME']}"


def fail_job(task: str, arguments: str = "{}") -> None:
    """A background job of this task that has failed for good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status, args) values ('soon', %s, 'failed', %s)",
            [task, arguments],
        )


def lose_a_deadlock() -> None:
    """Have the database end this statement as it ends the victim of a deadlock; the connection stays."""
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected'; END $$")
