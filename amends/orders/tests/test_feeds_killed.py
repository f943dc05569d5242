"""Real workers that fetch a feed: killed in the middle, two at once, and how much memory a large one takes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

from amends.kit import jobs
from amends.kit.testing import database_address
from amends.orders.actions.feeds import set_feed, synchronise
from amends.orders.models import ImportState, Order, OrderImport
from amends.orders.tests.feeds import BY, feed, order
from amends.orders.tests.make import make_shop
from amends.orders.tests.shop_server import Shop

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]

WORKER = """
import sys
import django
django.setup()
from amends.kit import jobs
jobs.run_worker(sys.argv[1].split(","), stop_when_idle=True)
[most] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(int(most.split()[1]) // 1024)
"""
PATIENCE = 120


def start_worker(data: Path, queues: str = "network") -> "subprocess.Popen[str]":
    ours = {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "AMENDS_DATA": str(data),
        "AMENDS_PRIVATE_NETWORKS": "127.0.0.0/8, ::1",
    }
    command = [sys.executable, "-c", WORKER, queues]
    return subprocess.Popen(command, env=os.environ | ours, cwd=configured.ROOT, stdout=subprocess.PIPE, text=True)


def finish(worker: "subprocess.Popen[str]") -> int:
    """Until nothing is due; answers the megabytes it took."""
    said, _errors = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0
    return int(said)


def until_taken_again() -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("select bool_and(status = 'doing') from procrastinate_jobs where queue_name = 'network'")
            if cursor.fetchone() == (True,):
                return
        time.sleep(0.05)
    raise AssertionError("nobody took it")


def make_the_dead_silent() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    jobs.retry_stalled()


@pytest.fixture
def shop(server: Shop, settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path / "files"
    made = make_shop("outdoor")
    set_feed(made, url=server.url(), format="xml", by=BY)
    return made


@pytest.mark.req("R44", "R48")
def test_a_worker_killed_while_the_feed_comes_has_another_go_on(server: Shop, shop: Any, tmp_path: Path):
    server.content, server.wait_after = feed(*(order(f"N{n}") for n in range(50))), 5_000
    run = synchronise(shop, by=BY)
    worker = start_worker(tmp_path)
    assert server.is_waiting.wait(PATIENCE)
    worker.send_signal(signal.SIGKILL)
    worker.wait(PATIENCE)
    run.refresh_from_db()
    assert run.state == ImportState.FETCHING
    assert synchronise(shop, by=BY) == run, "nobody begins another meanwhile"
    server.wait_after = None
    make_the_dead_silent()
    finish(start_worker(tmp_path))
    finish(start_worker(tmp_path, "bulk"))
    run.refresh_from_db()
    assert (run.state, run.created) == (ImportState.FINISHED, 50)
    assert Order.objects.count() == 50
    assert len(server.asked) == 2
    assert OrderImport.objects.count() == 1


def test_two_workers_never_fetch_one_shop_twice_at_once(server: Shop, shop: Any, tmp_path: Path):
    server.content, server.wait_after = feed(order("A")), 10
    run = synchronise(shop, by=BY)
    first = start_worker(tmp_path)
    assert server.is_waiting.wait(PATIENCE)
    assert synchronise(shop, by=BY) == run
    with connection.cursor() as cursor:  # as if its worker were taken for dead, while it lives
        cursor.execute("update procrastinate_jobs set status = 'todo', worker_id = null")
    second = start_worker(tmp_path)
    until_taken_again()  # by the second, or by the first beside its first go: the lock is the same for both
    assert len(server.asked) == 1, "it waits for the lock"
    server.go.set()
    finish(first)
    finish(second)
    finish(start_worker(tmp_path, "bulk"))
    assert server.most_at_once == 1
    assert len(server.asked) == 1
    assert Order.objects.count() == 1


@pytest.mark.slow
def test_a_feed_of_a_hundred_thousand_orders_takes_no_more_memory_than_a_small_one(
    server: Shop, shop: Any, tmp_path: Path
):
    server.content = feed(order("A"))
    synchronise(shop, by=BY)
    small = finish(start_worker(tmp_path, "network")), finish(start_worker(tmp_path, "bulk"))
    OrderImport.objects.update(finished_at="2026-01-01T00:00Z")
    server.content = feed(*(order(f"N{n}") for n in range(100_000)))
    assert len(server.content) > 80_000_000
    synchronise(shop, by=BY)
    large = finish(start_worker(tmp_path, "network")), finish(start_worker(tmp_path, "bulk"))
    assert Order.objects.count() == 100_001
    assert large[0] - small[0] < 15, "megabytes, while it is fetched"
    assert large[1] - small[1] < 80, "megabytes, while it is imported"
