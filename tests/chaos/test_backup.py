"""A copy of a whole installation is the same data."""

from pathlib import Path

import pytest

from tests.chaos.installation import Installation, run

pytestmark = pytest.mark.chaos


def test_a_backup_restored_into_an_empty_folder_is_the_same_data(installation: Installation, folder: Path):
    """Taken while Amends runs; database, uploads and signing key, and a second restore is refused."""
    upload = installation.data.files / "claims" / "photo.txt"
    upload.parent.mkdir(parents=True)
    upload.write_text("příloha")
    kept, copy = folder / "kept.tar", folder / "copy"
    assert run("db", "backup", str(kept), "--data", str(installation.data.path)).returncode == 0
    installation.stop()
    assert run("db", "restore", str(kept), "--data", str(copy)).returncode == 0
    restored = Installation(copy)
    assert (copy / "files" / "claims" / "photo.txt").read_text() == "příloha"
    assert restored.data.secret_key.read_text() == installation.data.secret_key.read_text()
    assert _content(copy) == _content(installation.data.path)

    again = run("db", "restore", str(kept), "--data", str(copy))
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    restored.start()
    assert "Making the tables" not in restored.said()
    restored.stop()


VOLATILE = ("procrastinate_", "django_session", "django_cache")
"""Tables that the worker and visitors write to while a backup is taken."""


def _content(data: Path) -> list[str]:
    """Every table with its number of rows and a fingerprint of them all."""
    tables = Installation(data).sql(
        "select string_agg(tablename, ',' order by tablename) from pg_tables where schemaname = 'public'"
    )
    steady = [table for table in tables.split(",") if not table.startswith(VOLATILE)]
    rows = " union all ".join(
        f"select '{table}:' || count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
        f" as line from {table} t"
        for table in steady
    )
    return Installation(data).sql(f"select string_agg(line, ' ' order by line) from ({rows}) s").split()
