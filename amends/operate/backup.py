"""One file that holds an installation: its database, its uploads and its signing key.

A tar file: about.json, database.dump (pg_dump's custom format, compressed), secret-key, files/..., and last
contents.json, which says of each how long it is and its SHA-256: a file that was cut anywhere, or changed, is known by
it. Uploads that lie in an S3 bucket are not in it: buckets have their own way of keeping versions.
"""

import datetime as dt
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

import psycopg

from amends.operate import migrations
from amends.operate.places import DataFolder
from amends.operate.postgres import binaries
from amends.operate.trouble import Trouble

FORMAT = 2
"""Format 1 had no table of contents."""
CONTENTS = "contents.json"
FIRST_WITH_TRANSACTION_TIMEOUT = 17
"""PostgreSQL's major version; dumps of our newer pg_dump set it, and older servers don't know it."""


def back_up(data: DataFolder, url: str, to: Path) -> Path:
    """Write the backup, whole or not at all; works while Amends is running.

    The database is dumped before the uploads are read: a file that comes in between is there without a row, which
    harms nothing, and never a row without its file.
    """
    unfinished = to.with_name(f".{to.name}-unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".amends-backup-") as name:
            dump = Path(name) / "database.dump"
            _dump(url, dump, "custom")
            about = Path(name) / "about.json"
            about.write_text(json.dumps(_about(url), indent=2))
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
                _fill(tar, about, dump, data)
                file.flush()
                os.fsync(descriptor)
        unfinished.replace(to)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Trouble(
            f"The backup {to} can't be written: {reason}.", "Name another place: bin/db backup FILE."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return to


def _fill(tar: tarfile.TarFile, about: Path, dump: Path, data: DataFolder) -> None:
    """Each file as it is copied is counted too: an upload may change, or go, while its backup is written."""
    contents = {}
    for path, name in _members(about, dump, data):
        try:
            with path.open("rb") as file:
                known = tar.gettarinfo(arcname=name, fileobj=file)
                counted = _Counted(file, known.size)
                tar.addfile(known, counted)  # type: ignore[arg-type]
        except FileNotFoundError:
            continue
        contents[name] = {"size": known.size, "sha256": counted.sha.hexdigest()}
    listed = json.dumps(contents, indent=1).encode()
    member = tarfile.TarInfo(CONTENTS)
    member.size = len(listed)
    tar.addfile(member, io.BytesIO(listed))


def _members(about: Path, dump: Path, data: DataFolder) -> Iterator[tuple[Path, str]]:
    yield about, "about.json"
    yield dump, "database.dump"
    if data.secret_key.exists():
        yield data.secret_key, "secret-key"
    for path in sorted(data.files.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path, f"files/{path.relative_to(data.files)}"


class _Counted:
    """A file whose SHA-256 is known once it has been read."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.left = size
        self.sha = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """What there is, and zeros where the file has become shorter since: tar has written its length already."""
        wanted = min(size, self.left)
        piece = self.file.read(wanted).ljust(wanted, b"\0")
        self.left -= len(piece)
        self.sha.update(piece)
        return piece


def require_backup(path: Path) -> None:
    """Refuse what is not a backup of ours, or not a whole one, before anything is made for it."""
    try:
        with tarfile.open(path) as tar:
            about = json.loads(_read(tar, "about.json"))
            newer = about.get("format", 0) > FORMAT
            reason = "" if newer else _damage(tar, listed=about.get("format", 0) > 1)
    except FileNotFoundError as error:
        raise Trouble(f"There is no file {path}.", "Name a file that bin/db backup has written.") from error
    except (tarfile.TarError, KeyError, ValueError, OSError, AttributeError, EOFError) as error:
        raise Trouble(
            f"{path} is not a backup of Amends, or not a whole one.", "Name a file that bin/db backup has written."
        ) from error
    if newer:
        raise Trouble(
            f"{path} was written by a newer Amends (backup format {about.get('format')}).",
            "Use that version of Amends to restore it.",
        )
    if reason:
        raise Trouble(
            f"{path} is not whole: {reason}. Nothing was restored.",
            "Take another copy of it, or an older backup. bin/db backup itself leaves whole files only.",
        )


def _damage(tar: tarfile.TarFile, *, listed: bool) -> str:
    """What is wrong with a backup, counted and summed up to its last byte; nothing when it is whole."""
    there = {member.name: member for member in tar if member.isfile()}
    if not listed:
        return "" if "database.dump" in there and _has_an_end(tar) else "its end is missing"
    if CONTENTS not in there:
        return f"it was cut short after {_counted(len(there))}"
    contents = json.loads(_read(tar, CONTENTS))
    gone = sorted(set(contents) - set(there))
    if gone:
        return f"{_counted(len(gone))} of {len(contents)} missing, {gone[0]} for one"
    for name, wanted in contents.items():
        if there[name].size != wanted["size"] or _sha256(tar, there[name]) != wanted["sha256"]:
            return f"{name} is not what was written"
    stray = sorted(set(there) - set(contents) - {CONTENTS})
    return f"{stray[0]} does not belong to it" if stray else ""


def _has_an_end(tar: tarfile.TarFile) -> bool:
    """Whether the empty block that ends every tar file follows what was read."""
    assert tar.fileobj is not None
    tar.fileobj.seek(tar.offset)
    return tar.fileobj.read(tarfile.BLOCKSIZE) == bytes(tarfile.BLOCKSIZE)


def _counted(number: int) -> str:
    return f"{number} file" if number == 1 else f"{number} files"


def _read(tar: tarfile.TarFile, name: str) -> bytes:
    return tar.extractfile(name).read()  # type: ignore[union-attr]


def _sha256(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    return hashlib.file_digest(tar.extractfile(member), "sha256").hexdigest()  # type: ignore[arg-type]


def restore(path: Path, data: DataFolder, url: str) -> None:
    """Put everything of a backup in place. The database must hold no tables yet (see require_no_tables)."""
    with tempfile.TemporaryDirectory(dir=data.path, prefix="restoring-") as name, tarfile.open(path) as tar:
        tar.extractall(name, filter="data")
        unpacked = Path(name)
        _restore_database(unpacked / "database.dump", url)
        if (unpacked / "secret-key").exists():
            (unpacked / "secret-key").replace(data.secret_key)
            data.secret_key.chmod(0o600)
        if (unpacked / "files").exists():
            shutil.rmtree(data.files, ignore_errors=True)
            (unpacked / "files").replace(data.files)
            data.files.chmod(0o700)


def require_no_half_restore(data: DataFolder) -> None:
    if data.restoring.exists():
        raise Trouble(
            f"A restore into {data.path} was cut short, so its data is not whole.",
            "Run bin/db restore into it again: it begins anew.",
        )


def clear_half_restore(data: DataFolder) -> None:
    """Leave the folder as empty as the restore found it; the mark that says what it was goes last."""
    if data.postgres.is_symlink():  # see postgres/account.py
        shutil.rmtree(data.postgres.resolve(), ignore_errors=True)
    for path in data.path.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != data.restoring:
            path.unlink()
    data.restoring.unlink(missing_ok=True)


def require_no_tables(url: str) -> None:
    with psycopg.connect(url) as connection:
        found = connection.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone()
    if found:
        raise Trouble(
            "The database is not empty, and a restore never overwrites anything.",
            "Restore into a new data folder (bin/db restore FILE --data FOLDER) or an empty database.",
        )


def tool(name: str, url: str) -> Path:
    """A PostgreSQL program that is not older than the server: the embedded one, else one that the machine has."""
    with psycopg.connect(url) as connection:
        server = connection.info.server_version // 10000
    home = binaries.wheel()
    if binaries.version(home)[0] >= server:
        return home / "bin" / name
    found = shutil.which(name)
    if not found:
        raise Trouble(f"{name} of PostgreSQL {server} is needed for this server.", "Install its client programs.")
    return Path(found)


def _about(url: str) -> dict[str, object]:
    return {
        "format": FORMAT,
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "tables": migrations.noted(url),
    }


def _restore_database(dump: Path, url: str) -> None:
    """pg_restore writes SQL, psql runs it in one transaction: a server older than our programs understands it too."""
    script = dump.with_suffix(".sql")
    _run([tool("pg_restore", url), "--no-owner", "--no-privileges", "--file", script, dump])
    play(script, url)
    script.unlink()


def write_script(to: Path, url: str) -> None:
    """The whole database as SQL, for `play`."""
    _dump(url, to, "plain")


def _dump(url: str, to: Path, format: str) -> None:
    _run([tool("pg_dump", url), f"--format={format}", "--no-owner", "--no-privileges", "--file", to, url])


def play(script: Path, url: str) -> None:
    """Run SQL that pg_dump wrote, in an empty database and in one transaction."""
    with psycopg.connect(url) as connection:
        old = connection.info.server_version // 10000 < FIRST_WITH_TRANSACTION_TIMEOUT
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1", "--dbname", url]
    with script.open("rb") as lines:
        psql = subprocess.Popen(
            [tool("psql", url), *options], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert psql.stdin is not None
        _feed(lines, psql.stdin, old=old)
        _out, said = psql.communicate()
    if psql.returncode:
        raise Trouble(f"The database could not be restored: {_first_error(said)}", "Nothing was changed in it.")


def _feed(lines: BinaryIO, stdin: IO[bytes], *, old: bool) -> None:
    """Copy the script, without the one setting in its head that an old server would refuse."""
    try:
        for number, line in enumerate(lines):
            if not (old and number < 50 and line.startswith(b"SET transaction_timeout")):
                stdin.write(line)
    except BrokenPipeError:  # psql has stopped at an error and will say which
        return


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True)
    if done.returncode:
        name = Path(command[0]).name
        raise Trouble(
            f"{name} failed: {_first_error(done.stderr)}", "Nothing was changed. Check disk space and database."
        )


def _first_error(output: bytes) -> str:
    lines = [line for line in output.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "ERROR" in line or "error:" in line), (lines or ["it did not say why"])[-1])
