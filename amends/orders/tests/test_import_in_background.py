"""Imports beside other work: uploads, two at once, killed processes, the command line."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from amends.kit import jobs, locks
from amends.kit.testing import beside, database_address
from amends.orders.actions import imports
from amends.orders.actions.imports import ImportRefused, begin_import
from amends.orders.imports import importing
from amends.orders.imports.uploads import close_abandoned_imports, run_upload
from amends.orders.models import ImportState, Order, OrderImport, Shop
from amends.orders.tests.feeds import BY, feed, import_now, order
from amends.orders.tests.make import make_shop

ROOT = settings.ROOT
GOOD = feed(order("A"), order("B"))


def upload(content: bytes = GOOD) -> ContentFile:
    return ContentFile(content, name="C:\\feeds\\orders.xml")


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_kept_imported_by_a_job_and_then_forgotten() -> None:
    begun = begin_import(upload(), format="xml", shop=make_shop(), by=BY)
    assert begun.state == ImportState.WAITING
    kept = Path(begun.file.path)
    assert kept.exists()
    jobs.run_all()
    begun.refresh_from_db()
    assert (begun.state, begun.created, begun.file_name) == (ImportState.FINISHED, 2, "orders.xml")
    assert not begun.file
    assert not kept.exists()


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_stored_before_the_transaction_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    write, within = FileSystemStorage._save, []  # type: ignore[attr-defined]

    def watched(self: FileSystemStorage, name: str, content: object) -> str:
        within.append(connection.in_atomic_block)
        return write(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", watched)
    begin_import(upload(), format="xml", shop=make_shop(), by=BY)
    assert within == [False]


@pytest.mark.django_db(transaction=True)
def test_an_upload_whose_import_cannot_begin_leaves_nothing_in_the_storage() -> None:
    with pytest.raises(ValueError, match="unsaved"):
        begin_import(upload(), format="xml", shop=Shop(code="gone"), by=BY)
    assert default_storage.listdir("imports") == ([], [])


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_over_is_not_run_again() -> None:
    begun = begin_import(upload(), format="xml", shop=make_shop(), by=BY)
    jobs.run_all()
    run_upload(begun.pk)
    begun.refresh_from_db()
    assert begun.created == 2


@pytest.mark.django_db
def test_an_upload_that_vanished_is_told() -> None:
    begun = begin_import(upload(), format="xml", shop=make_shop(), by=BY)
    Path(begun.file.path).unlink()
    run_upload(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.failure) == (ImportState.FAILED, "missing_file")


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "largest"), [(b"", 100), (b"x" * 101, 100)])
def test_an_empty_or_too_large_upload_is_refused(content: bytes, largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "LARGEST_UPLOAD", largest)
    with pytest.raises(ImportRefused) as refused:
        begin_import(upload(content), format="xml", shop=make_shop(), by=BY)
    assert refused.value.field == "file"
    assert not OrderImport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_another_connection_and_a_second_import_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "WRITTEN_AT_ONCE", 1)
    shop = make_shop()
    seen: list[tuple[str, int, bool]] = []

    with beside() as run:

        def look(row: OrderImport) -> None:
            def outside() -> tuple[str, int, bool]:
                state, applied = OrderImport.objects.values_list("state", "orders_applied").get(pk=row.pk)
                return state, applied, importing.is_under_way(shop)

            seen.append(run(outside).result())

        import_now(GOOD, shop, progress=look)
    assert ("reading", 0, True) in seen
    assert ("applying", 1, True) in seen
    assert not importing.is_under_way(shop)


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_shop_run_one_after_the_other() -> None:
    shop = make_shop()
    one = feed(*(order(f"N{n}", PACKAGE_NUMBER="one") for n in range(300)))
    with beside() as run:
        contents = one, one.replace(b">one<", b">two<")
        futures = [run(partial(import_now, content, shop)) for content in contents]
        done = [future.result() for future in futures]
    assert sorted((each.created, each.changed) for each in done) == [(0, 300), (300, 0)]
    assert Order.objects.values("package_number").distinct().count() == 1


KILLED = """
import os, signal, sys
import django
django.setup()
from amends.orders.imports import importing
from amends.orders.imports.uploads import run_upload
importing.READ_AT_ONCE = importing.WRITTEN_AT_ONCE = 10
count, left = 0, int(sys.argv[2])
def after(save):
    def saved(self, *arguments):
        global left
        result = save(self, *arguments)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return saved
importing._Run._save = after(importing._Run._save)
importing._Run._write = after(importing._Run._write)
run_upload(int(sys.argv[1]))
"""


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("steps", [1, 3, 6, 8, 10])
def test_killed_anywhere_and_run_again_an_import_ends_the_same(steps: int, tmp_path: Path) -> None:
    shop = make_shop()
    import_now(feed(*(order(f"N{n}", PACKAGE_NUMBER="old") for n in range(0, 30, 2))), shop)
    content = feed(*(order(f"N{n}") for n in range(40)), order("BAD", DATE=""))
    begun = begin_import(upload(content), format="xml", shop=shop, by=BY)

    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(begun.pk), str(steps)],
        env=os.environ
        | {
            "DATABASE_URL": database_address(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "AMENDS_DATA": str(tmp_path),
        },
        cwd=settings.ROOT,
        check=False,
        capture_output=True,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    begun.refresh_from_db()
    assert begun.state in {ImportState.READING, ImportState.APPLYING}
    if begun.state == ImportState.READING:
        assert Order.objects.count() == 15, "nothing is written before everything is read"

    _wait_until_free(shop)
    run_upload(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.created, begun.changed, begun.unchanged, begun.bad) == ("finished", 25, 15, 0, 1)
    assert begun.problems.count() == 1
    assert Order.objects.filter(package_number="DR123456789", items__name="Running shoes").count() == 40


WORKER = """
import os, signal, sys
import django
django.setup()
from amends.kit import jobs
from amends.orders.imports import importing
if sys.argv[1] == "killed":
    importing._Run._flush = lambda self, pieces: os.kill(os.getpid(), signal.SIGKILL)
jobs.run_worker(["bulk"], stop_when_idle=True)
"""


def work(how: str, data: Path) -> int:
    """A real worker, until nothing is due or it is killed while it reads its first file."""
    ours = {
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "AMENDS_DATA": str(data),
    }
    ended = subprocess.run([sys.executable, "-c", WORKER, how], env=os.environ | ours, cwd=ROOT, check=False)
    return ended.returncode


def make_the_dead_silent() -> None:
    """Workers that were killed are found out ten seconds later; this is then."""
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")


@pytest.mark.chaos
@pytest.mark.django_db(transaction=True)
@pytest.mark.req("R44")
def test_the_newest_file_of_a_shop_stays_whatever_was_killed(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    shop, other = make_shop(), make_shop()
    older, newer = (feed(order("A", PACKAGE_NUMBER=one), order("B", PACKAGE_NUMBER=one)) for one in ("old", "new"))
    first = begin_import(upload(older), format="xml", shop=shop, by=BY)
    second = begin_import(upload(newer), format="xml", shop=shop, by=BY)
    elsewhere = begin_import(upload(older), format="xml", shop=other, by=BY)

    assert work("killed", tmp_path) == -signal.SIGKILL
    _wait_until_free(shop)
    assert work("to the end", tmp_path) == 0
    states = dict(OrderImport.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == (ImportState.READING, ImportState.WAITING), "in their order"
    assert states[elsewhere.pk] == ImportState.FINISHED, "other shops do not wait"

    make_the_dead_silent()
    jobs.retry_stalled()
    assert work("to the end", tmp_path) == 0
    assert set(OrderImport.objects.values_list("state", flat=True)) == {ImportState.FINISHED}
    assert {*Order.objects.filter(shop=shop).values_list("package_number", flat=True)} == {"new"}


@pytest.mark.django_db(transaction=True)
def test_an_import_that_was_given_up_does_not_come_back_over_a_newer_one() -> None:
    shop = make_shop()
    older, newer = (feed(order("A", PACKAGE_NUMBER=one)) for one in ("old", "new"))
    first = begin_import(upload(older), format="xml", shop=shop, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'failed'")
    begin_import(upload(newer), format="xml", shop=shop, by=BY)
    jobs.run_all()
    jobs.retry_failed()
    jobs.run_all()
    first.refresh_from_db()
    assert (first.state, first.failure) == (ImportState.FAILED, "interrupted")
    assert Order.objects.get().package_number == "new"


@pytest.mark.django_db(transaction=True)
def test_an_import_on_the_command_line_comes_after_the_uploads_that_were_given_before_it() -> None:
    shop = make_shop()
    older, newer = (feed(order("A", PACKAGE_NUMBER=one)) for one in ("old", "new"))
    first = begin_import(upload(older), format="xml", shop=shop, by=BY)
    lost = begin_import(upload(older), format="xml", shop=shop, by=BY)
    Path(lost.file.path).unlink()
    import_now(newer, shop)
    jobs.run_all()
    first.refresh_from_db()
    lost.refresh_from_db()
    assert (first.state, lost.failure) == (ImportState.FINISHED, "missing_file")
    assert Order.objects.get().package_number == "new"


@pytest.mark.django_db(transaction=True)
def test_an_import_whose_process_died_says_so(settings) -> None:
    shop = make_shop()
    silent = OrderImport.objects.create(
        shop=shop, format="xml", state="reading", heard_at="2026-01-01T00:00Z", actor=vars_of(BY)
    )
    alive = OrderImport.objects.create(shop=make_shop(), format="xml", state="waiting", actor=vars_of(BY))
    with locks.alone(importing.lock_of(shop)), beside() as run:
        assert run(close_abandoned_imports).result() == 0, "somebody is at work"
    assert close_abandoned_imports() == 1
    silent.refresh_from_db()
    alive.refresh_from_db()
    assert (silent.failure, alive.state) == ("interrupted", "waiting")


class TestCommand:
    @pytest.mark.django_db
    @pytest.mark.req("R44")
    def test_it_imports_a_file_and_says_how_it_went(self, tmp_path: Path) -> None:
        make_shop("outdoor")
        (tmp_path / "orders.xml").write_bytes(GOOD)
        out = StringIO()
        call_command("import_orders", str(tmp_path / "orders.xml"), "--shop", "outdoor", stdout=out)
        assert out.getvalue() == "2 new, 0 changed, 0 unchanged, 0 not imported.\n"

    @pytest.mark.django_db
    def test_problems_are_listed_and_the_exit_code_tells(self, tmp_path: Path) -> None:
        make_shop("outdoor")
        (tmp_path / "orders.xml").write_bytes(feed(order("A"), order("B", DATE="soon")))
        errors = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("import_orders", str(tmp_path / "orders.xml"), "--shop", "outdoor", stderr=errors)
        assert ended.value.code == 3
        assert "order B: DATE is not a date" in errors.getvalue()

    @pytest.mark.django_db
    def test_a_refused_file_is_one_sentence(self, tmp_path: Path) -> None:
        make_shop("outdoor")
        (tmp_path / "orders.xml").write_bytes(GOOD[:200])
        errors = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("import_orders", str(tmp_path / "orders.xml"), "--shop", "outdoor", stderr=errors)
        assert ended.value.code == 1
        assert errors.getvalue().startswith("The file ends in the middle of an order")

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["nowhere.xml", "--shop", "outdoor"], "cannot be read"),
            (["nowhere.xml", "--shop", "other"], "There is no shop with the code other. Shops: outdoor."),
            (["nowhere", "--shop", "outdoor"], "add --format"),
        ],
    )
    def test_wrong_arguments_are_explained(self, arguments: list[str], sentence: str) -> None:
        make_shop("outdoor")
        with pytest.raises(CommandError, match=sentence.replace(".", r"\.")) as ended:
            call_command("import_orders", *arguments)
        assert ended.value.returncode == 2

    @pytest.mark.django_db
    def test_standard_input_works_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        make_shop("outdoor")
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": BytesIO(GOOD)}))
        call_command("import_orders", "-", "--shop", "outdoor", "--format", "xml", stdout=StringIO())
        assert Order.objects.count() == 2


def vars_of(actor: object) -> dict[str, object]:
    return {"kind": "system", "id": None, "label": getattr(actor, "label", "")}


def _wait_until_free(shop: object) -> None:
    """The server takes a moment to notice that the killed process has gone."""
    deadline = time.monotonic() + 20
    while importing.is_under_way(shop):  # type: ignore[arg-type]
        assert time.monotonic() < deadline
        time.sleep(0.05)
