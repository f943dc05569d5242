"""Where things lie: the checkout, its virtual environment, and the data folder of an installation.

Standard library only, see trouble.py.
"""

import hashlib
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from amends.operate.trouble import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"

SPACE_NEEDED = 300 * 1024 * 1024
"""Bytes that must be free where the data lies before a server is started."""


def digest(*parts: bytes | str | Path) -> str:
    """One short fingerprint of files (their contents) and strings, in the order given."""
    sha = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode() if isinstance(part, str) else part
        sha.update(str(len(content)).encode() + b":" + content)
    return sha.hexdigest()[:32]


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads; readers see the old content or the new, never half of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mkstemp makes it 0600
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    os.replace(name, path)


class DataFolder:
    """The folder that holds everything of one installation. Its names are listed in administrators/running.md."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.lock = self.path / "instance.lock"
        self.children = self.path / "children.json"
        self.database_url = self.path / "database-url"
        self.secret_key = self.path / "secret-key"
        self.unfinished = self.path / "first-start-unfinished"
        self.restoring = self.path / "restore-unfinished"
        self.postgres = self.path / "postgres"
        self.files = self.path / "files"
        self.logs = self.path / "logs"

    def prepare(self) -> None:
        """Make the folder and what belongs into it, or say why that can't be. Harmless when it is all there."""
        try:
            # As root the database server is another user and has to pass through, but sees no names in it.
            if not self.path.exists():
                self.path.mkdir(parents=True)
                self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (self.files, self.logs):
                folder.mkdir(mode=0o700, exist_ok=True)
            if not self.secret_key.exists() or not self.secret_key.stat().st_size:
                write_private(self.secret_key, secrets.token_urlsafe(64))
            if not os.access(self.path, os.W_OK):
                raise PermissionError(13, "not writable")
            for path in (self.secret_key, self.files, self.logs):
                if not os.access(path, os.R_OK | os.W_OK):
                    raise self.foreign(path)
        except (PermissionError, NotADirectoryError, FileExistsError) as error:
            raise Trouble(
                f"The data folder {self.path} can't be used: {(error.strerror or str(error)).lower()}.",
                "Name a folder that you may write to: bin/start --data FOLDER.",
            ) from error
        except OSError as error:
            raise Trouble(
                f"The data folder {self.path} can't be written: {(error.strerror or str(error)).lower()}.",
                "Free some space on that disk or name another folder: bin/start --data FOLDER.",
            ) from error
        self.require_space()

    def foreign(self, path: Path) -> Trouble:
        """What to say of a part of the folder that somebody else closed to us."""
        return Trouble(
            f"{path} belongs to another user (number {path.stat().st_uid}), and you may not use it.",
            "Start Amends as the user who made it, or name another folder: bin/start --data FOLDER.",
        )

    def require_space(self) -> None:
        """Refuse to start a database on a disk that is as good as full."""
        free = shutil.disk_usage(self.path).free
        if free < SPACE_NEEDED:
            raise Trouble(
                f"Only {free // 1024**2} MB are free on the disk of {self.path}; "
                f"Amends needs at least {SPACE_NEEDED // 1024**2} MB.",
                "Free some space or name a folder on another disk: bin/start --data FOLDER.",
            )


def data_folder(given: str | None = None) -> DataFolder:
    """The data folder that a command was given, else the one of AMENDS_DATA, else `data` in the checkout."""
    return DataFolder(Path(given or os.environ.get("AMENDS_DATA") or ROOT / "data").expanduser())
