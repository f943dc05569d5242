"""A copy of a whole installation is the same data."""

import io
import tarfile
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, run

pytestmark = pytest.mark.chaos


def test_a_backup_restored_into_an_empty_folder_is_the_same_data(installation: Installation, folder: Path):
    """Taken while Amends runs; database, uploads and signing key, and a second restore is refused."""
    upload = installation.data.files / "claims" / "photo.txt"
    upload.parent.mkdir(parents=True, exist_ok=True)
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


def test_a_backup_cut_or_changed_anywhere_restores_nothing(installation: Installation, folder: Path):
    """Cut between two files, within one, at the very end; a byte changed; a file added. Then whole, into the same."""
    for number in range(12):
        (installation.data.files / f"{number}.txt").write_text("příloha " * 90 * number)
    whole, copy = folder / "whole.tar", folder / "from-a-cut-one"
    assert run("db", "backup", str(whole), "--data", str(installation.data.path)).returncode == 0
    content = whole.read_bytes()
    with tarfile.open(whole) as tar:
        members = tar.getmembers()
    last, one = members[-1], members[len(members) // 2]
    changed = bytearray(content)
    changed[one.offset_data + one.size // 2] ^= 1
    stray = folder / "stray.tar"
    stray.write_bytes(content)
    with tarfile.open(stray, "a") as tar:
        tar.add(installation.data.secret_key, "files/stray.txt")
    damaged = {
        "cut-between": content[: one.offset], "cut-within": content[: one.offset_data + one.size // 2],
        "cut-at-end": content[: last.offset], "changed": bytes(changed), "stray": stray.read_bytes(),
    }  # fmt: skip
    for name, what in damaged.items():
        file = folder / f"{name}.tar"
        file.write_bytes(what)
        done = run("db", "restore", str(file), "--data", str(copy))
        assert done.returncode == 1, name
        assert "not whole" in done.stderr or "not a whole one" in done.stderr, name
        assert not copy.exists(), name
    assert run("db", "restore", str(whole), "--data", str(copy)).returncode == 0
    names = {path.name for path in (copy / "files").rglob("*.txt")}
    assert names == {path.name for path in installation.data.files.rglob("*.txt")}


def test_a_restore_that_fails_or_was_killed_leaves_nothing_in_the_way_of_the_next(
    installation: Installation, folder: Path
):
    """A dump that PostgreSQL refuses, in an otherwise whole backup; and the mark of a restore that was killed."""
    whole, refused, copy = folder / "good.tar", folder / "refused.tar", folder / "second-try"
    assert run("db", "backup", str(whole), "--data", str(installation.data.path)).returncode == 0
    _without_sums(refused)
    done = run("db", "restore", str(refused), "--data", str(copy))
    assert done.returncode == 1
    assert list(copy.iterdir()) == []
    copy.joinpath("files").mkdir()
    copy.joinpath("files", "half.txt").write_text("half")
    copy.joinpath("restore-unfinished").touch()
    assert run("db", "restore", str(whole), "--data", str(copy)).returncode == 0
    assert not (copy / "files" / "half.txt").exists()
    assert not (copy / "restore-unfinished").exists()


def _without_sums(to: Path) -> None:
    """A backup of format 1, as older versions wrote them, with a dump that is none."""
    with tarfile.open(to, "w") as old:
        for name, content in {"about.json": b'{"format": 1}', "database.dump": b"PGDMP and no more"}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            old.addfile(member, io.BytesIO(content))


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
