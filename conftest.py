"""What every test shares. The real database and the real job queue: nothing here is a mock."""

import os
import tempfile

# Nothing of a test lands in a person's installation, and test processes beside each other don't share a folder.
os.environ["AMENDS_DATA"] = tempfile.mkdtemp(prefix="amends-test-")
os.environ.setdefault("AMENDS_TESTING", "1")
os.environ.setdefault("AMENDS_SECRET_KEY", "only for tests")
# Playwright's synchronous interface runs an event loop in the test's thread; Django would refuse the ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.database import DirectoryBasedExampleDatabase

ROOT = Path(__file__).resolve().parent
ARTEFACTS = ROOT / "artefacts"
FAILED_EXAMPLES = ROOT / "build" / "hypothesis"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Each run explores afresh, in CI too, where Hypothesis would repeat the same examples for ever. What fails is printed
# so that it can be repeated elsewhere, and kept for the next run here. How long an example takes says nothing here.
settings.register_profile(
    "exploring",
    deadline=None,
    derandomize=False,
    print_blob=True,
    database=DirectoryBasedExampleDatabase(FAILED_EXAMPLES),
)
settings.load_profile("exploring")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "req(*numbers): the requirement numbers this test proves")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What failed, for `.ci/run`, which repeats it once; told by the process that gathers all reports."""
    kept = os.environ.get("AMENDS_FAILED_TESTS")
    if kept and report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        from amends.operate.testing import selectable

        with Path(kept).open("a") as names:
            names.write(f"{selectable(report.nodeid)}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Once more when CPython 3.11 fails at it (gh-106905): it can't read a source for a traceback while another thread
    does, such as that of a server that answers a page."""
    try:
        return (yield)
    except SystemError:
        return pytest.TestReport.from_item_and_call(item, call)


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["AMENDS_DATA"], ignore_errors=True)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings, tmp_path: Path) -> None:
    """Uploads of a test go to its own temporary folder."""
    storages = dict(settings.STORAGES)
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "files")},
    }
    settings.STORAGES = storages


@pytest.fixture(autouse=True)
def _no_trigram_is_frequent() -> Iterator[None]:
    """Else the first search of a process would cost a query more than the others."""
    from amends.kit.search import frequencies

    with frequencies.taken_for({}):
        yield


@pytest.fixture(autouse=True, scope="session")
def _only_what_was_written_is_emptied() -> Iterator[None]:
    """After each test with real commits Django would truncate all tables and make the content types anew: 0.4 s."""
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: _empty_tables())
        yield


def _empty_tables() -> None:
    """Few rows are deleted (foreign keys are looked at when the transaction ends), many are truncated away."""
    from django.db import connection, transaction

    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    tables -= {"django_content_type", "auth_permission", "django_migrations"}
    few = 1000
    counts = [f"SELECT '{table}', count(*) FROM (SELECT FROM {table} LIMIT {few}) AS _" for table in sorted(tables)]  # noqa: S608
    written = f"SELECT * FROM ({' UNION ALL '.join(counts)}) AS found(name, rows) WHERE rows > 0"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(written)
        for table, rows in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}" if rows < few else f"TRUNCATE {table} CASCADE")  # noqa: S608


@pytest.fixture(autouse=True)
def _no_table_is_large() -> Iterator[None]:
    """The same of the first list; what is done for large tables has tests of its own (amends.kit.racing)."""
    from amends.kit.racing import sizes

    with sizes.taken_for(0):
        yield


@pytest.fixture(autouse=True)
def _queue_of_its_own(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests with real commits leave no job behind: Django empties its own tables only, and the queue is not one."""
    marker = request.node.get_closest_marker("django_db")
    commits = (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(
        request.fixturenames
    )
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        from amends.kit.jobs import forget_everything

        forget_everything()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium. Absent: a person's machine skips browser tests, CI fails."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing: CI must run the browser tests. Install Debian's package chromium.")
    pytest.skip("Chromium is missing: browser tests are left out on this machine")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[object]:
    """One real Chromium for the session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser, live_server, client, request) -> Iterator[object]:
    """`visit(user, width=1440, scheme="light")` opens a page signed in as `user`; `page.shot(name)` keeps a picture.

    Pictures land in artefacts/screens, which git ignores and CI keeps.
    """
    from amends.web.testing import Visitor

    visitor = Visitor(browser, live_server.url, client, ARTEFACTS / "screens")
    yield visitor.open
    visitor.close()
