"""New installations get their tables from a few large migrations, older ones got them bit by bit: both are the same.

The former migrations stay, so that whatever state an installation is in, it goes on from there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from amends.kit.testing import database_address
from amends.operate import backup

ROOT = Path(__file__).resolve().parents[2]
Key = tuple[str, str]

CUTS = {
    "journal.0002_subjects": "hardly begun",
    "tickets.0008_phases_are_rows": "in the middle of rows that move",
    "people.0004_stamp_of_what_is_kept": "one app behind the others",
}
"""Where migrating was cut short: as it was when this one had been done, and nothing after it."""


@contextmanager
def _empty(name: str) -> Iterator[str]:
    """The address of a new database beside the tests' own, gone at the end."""
    server = database_address()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')  # type: ignore[call-overload]
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _drop(name)


def _drop(name: str) -> None:
    with psycopg.connect(database_address(), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def _run(address: str, *words: str) -> None:
    environment = {**os.environ, "DATABASE_URL": address}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def _migrate(address: str) -> None:
    _run(address, "manage.py", "migrate", "--noinput", "--verbosity", "0")


@pytest.fixture(scope="module")
def made(django_db_setup: None) -> Iterator[str]:
    """A new installation of today."""
    with _empty(f"amends_made_{os.getpid()}") as address:
        _migrate(address)
        yield address


@pytest.fixture(scope="module")
def grown(django_db_setup: None) -> Iterator[dict[str, str]]:
    """Installations that have come some way of the former migrations, and one that has come all of it, brought up to
    date: their addresses by where they were."""
    names = {cut: f"amends_grown_{os.getpid()}_{number}" for number, cut in enumerate(CUTS)}
    with _empty(f"amends_grown_{os.getpid()}") as address:
        try:
            _run(address, "-m", "tests.upgrade.growing", *(f"{cut}={name}" for cut, name in names.items()))
            addresses = {cut: urlsplit(address)._replace(path=f"/{name}").geturl() for cut, name in names.items()}
            addresses["all"] = address
            for one in addresses.values():
                _migrate(one)
            yield addresses
        finally:
            for name in names.values():
                _drop(name)


@pytest.fixture(scope="module")
def read_back(made: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One whose tables were not made by migrations but read back, as the second installation of a checkout does it."""
    script = tmp_path_factory.mktemp("tables") / "tables.sql"
    backup.write_script(script, made)
    with _empty(f"amends_read_back_{os.getpid()}") as address:
        backup.play(script, address)
        yield address


def _catalogue(address: str) -> list[str]:
    """Every table, index, constraint, trigger, function, statistic, storage parameter and comment, as SQL; columns of
    a table by their names."""
    command = [str(backup.tool("pg_dump", address)), "--schema-only", "--no-owner", "--no-privileges", address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # PostgreSQL 18 names what makes a column not null, after the name that the column had then; nobody asks for it
    told = re.sub(r" CONSTRAINT \w+_not_null NOT NULL", " NOT NULL", told)
    # a server may keep notes of its own in options of columns, where PostgreSQL itself knows none but n_distinct
    told = re.sub(r"^ALTER TABLE ONLY \S+ ALTER COLUMN \S+ SET \((?!n_distinct)\w+=[^,)]*\);\n", "", told, flags=re.M)
    lines = [line for line in told.splitlines() if line and not line.startswith(("--", "\\", "SET ", "SELECT pg_"))]
    return sorted(_by_name(statement) for statement in re.split(r";\n", "\n".join([*lines, ""])))


def _bare(statement: str) -> str:
    """With lists of texts without their casts, which PostgreSQL writes otherwise when it has read them once."""
    listed = r"ANY \(\(?ARRAY\[(.*?)\]\)(?:::text\[\]\))?"
    return re.sub(listed, lambda found: f"ANY [{re.sub(_CASTS, '', found[1])}]", statement)


_CASTS = r"::(?:character varying|text)|[()]"


def _by_name(statement: str) -> str:
    if not statement.startswith("CREATE TABLE"):
        return statement
    first, *columns = statement.splitlines()
    return "\n".join([first, *sorted(column.rstrip(",") for column in columns)])


def _rows(address: str) -> dict[str, list[str]]:
    """What stands in each table, without what is drawn by lot or by the order of doing."""
    without = {
        "django_migrations": ["id", "applied"],
        "django_content_type": ["id"],
        "auth_permission": ["id", "content_type_id"],
    }
    with psycopg.connect(address) as asked:
        tables = {name for (name,) in asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        tables -= {"kit_version"}  # a stamp is drawn by any statement, also by one that finds no row
        return {
            name: sorted(
                row
                for (row,) in asked.execute(
                    f"SELECT (to_jsonb(one) - %s::text[])::text FROM {name} AS one",  # type: ignore[arg-type]
                    [without.get(name, [])],
                )
            )
            for name in sorted(tables)
        }


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize("since", ["all", *CUTS])
def test_an_installation_that_has_grown_has_the_same_tables_as_a_new_one(made, grown, since):
    assert _catalogue(grown[since]) == _catalogue(made)


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.parametrize("since", ["all", *CUTS])
def test_an_installation_that_has_grown_begins_with_the_same_rows_as_a_new_one(made, grown, since):
    rows = _rows(made)
    assert _rows(grown[since]) == rows
    assert len(rows["tickets_status"]) > 20
    assert len(rows["tickets_legalperiod"]) == 2


@pytest.mark.slow
@pytest.mark.database
def test_an_installation_whose_tables_were_kept_is_the_same_as_one_that_migrated(made: str, read_back: str) -> None:
    assert [_bare(one) for one in _catalogue(read_back)] == [_bare(one) for one in _catalogue(made)]
    assert _rows(read_back) == _rows(made)
    _run(read_back, "manage.py", "migrate", "--check")


def _former() -> dict[Key, set[Key]]:
    """Each former migration of ours with all that it needs, itself included."""
    graph = MigrationLoader(None, replace_migrations=False).graph
    loader = MigrationLoader(None)
    replaced = [key for migration in loader.replacements.values() for key in migration.replaces]
    return {key: set(graph.forwards_plan(key)) for key in replaced}


@pytest.mark.django_db
def test_from_wherever_an_installation_stands_it_goes_on():
    """As far as each former migration and no further, or without that one and what needs it."""
    needs = _former()
    others = {key for all_of in needs.values() for key in all_of} | set(needs)
    for key, before in needs.items():
        _goes_on(before)
        _goes_on({one for one in others if one not in needs or key not in needs[one]})


def _goes_on(applied: set[Key]) -> None:
    recorder = MigrationRecorder(connection)
    recorder.migration_qs.all().delete()
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in applied)
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    doing = [key for migration in plan for key in (migration.replaces or [(migration.app_label, migration.name)])]
    assert not applied & set(doing)
    assert len(doing) == len(set(doing))
    assert set(_former()) <= applied | set(doing)


def test_former_migrations_stay_until_nobody_can_need_them():
    """An installation of any version goes on from where it is: deleting a replaced file would strand it."""
    loader: Any = MigrationLoader(None)
    replaced = {key for migration in loader.replacements.values() for key in migration.replaces}
    assert len(replaced) == 42
    assert replaced <= set(loader.disk_migrations)
