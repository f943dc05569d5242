"""A worker: it takes jobs from the queue and runs them, until it is told to stop or loses the database."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from procrastinate import App
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import procrastinate_app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg import InterfaceError, OperationalError

from amends.kit.jobs.queue import STALLED
from amends.kit.jobs.tasks import Patience

CONCURRENCY: dict[Patience, int] = {"now": 2, "soon": 1, "later": 1, "bulk": 1, "network": 4}
"""How many jobs of each patience one worker process runs at a time. Each patience has places of its own: neither long
work nor another machine that hangs ever takes the place of what somebody waits for."""

POLLING: dict[Patience, float] = {"now": 0.1, "soon": 1.0, "later": 1.0, "bulk": 2.0, "network": 1.0}
"""Seconds between two looks at the queue. The database tells of new jobs at once, but a worker that is just looking
misses that; this bounds how long such a job waits."""

HEARTBEAT = 2.0
"""Seconds between two signs of life of a worker."""
RESULT_TRIES = 5
RESULT_PAUSE = 0.5
"""What became of a job is written this often, so many seconds apart, before its worker ends: a job nobody can say
anything about is given to another worker only when its own is gone."""


def run_worker(queues: Iterable[Patience] | None = None, *, stop_when_idle: bool = False) -> None:
    """Run jobs until SIGINT or SIGTERM, then finish those under way. Returns too when the database is lost.

    `stop_when_idle` ends each queue's worker as soon as nothing is due there.
    """
    asyncio.run(_work(tuple(queues or CONCURRENCY), stop_when_idle))


async def _work(queues: tuple[Patience, ...], stop_when_idle: bool) -> None:
    app = cast(App, procrastinate_app.current_app)
    # Python's own number of threads follows the processors: jobs that hang would take the places of all others
    threads = ThreadPoolExecutor(sum(CONCURRENCY[queue] for queue in queues) + 1, thread_name_prefix="job")
    asyncio.get_running_loop().set_default_executor(threads)
    async with app.with_connector(app.connector.get_worker_connector()).open_async() as running:  # type: ignore[attr-defined]
        running.job_manager = results = ResultsAreWritten(running.connector)
        workers = [asyncio.create_task(_worker(running, queue, wait=not stop_when_idle)) for queue in queues]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, workers)
        results.give_up = lambda: _stop(workers)
        await asyncio.wait(workers, return_when=asyncio.ALL_COMPLETED if stop_when_idle else asyncio.FIRST_COMPLETED)
        _stop(workers)
        await asyncio.gather(*workers, return_exceptions=True)


async def _worker(app: App, queue: Patience, *, wait: bool) -> None:
    await app.run_worker_async(
        name=queue,
        wait=wait,
        queues=[queue],
        concurrency=CONCURRENCY[queue],
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED,
        fetch_job_polling_interval=POLLING[queue],
    )


def _stop(workers: list[asyncio.Task[None]]) -> None:
    """Ask each once: it then finishes what is under way. Asked twice, a worker would drop its jobs."""
    for worker in workers:
        if not worker.cancelling():
            worker.cancel()


class ResultsAreWritten(JobManager):
    """Writes what became of a job again when the connection is lost over it, and `give_up`s when that stays so.

    Procrastinate tries once. The job would then stay `doing` for as long as its worker lives, and nobody would do it.
    """

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self.give_up: Callable[[], None] = lambda: None

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        finish = super().finish_job
        await self._written(lambda: finish(job, status, delete_job))

    async def retry_job(self, job: Job, *arguments: Any, **named: Any) -> None:
        retry = super().retry_job
        await self._written(lambda: retry(job, *arguments, **named))

    async def _written(self, write: Callable[[], Coroutine[Any, Any, None]]) -> None:
        for attempt in range(1, RESULT_TRIES + 1):
            try:
                await write()
                break
            except ConnectorException as error:
                if not isinstance(error.__cause__, OperationalError | InterfaceError):
                    if attempt == 1:
                        raise
                    break  # refused: the statement before had come through, only its answer was lost
                if attempt == RESULT_TRIES:
                    self.give_up()
                    raise
            await asyncio.sleep(RESULT_PAUSE)
