"""As whom the embedded PostgreSQL runs: as you are; when you are root, as a system user made for it.

PostgreSQL refuses to run as root. Everything else of an installation started by root stays root's.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from amends.operate.places import digest
from amends.operate.postgres import binaries
from amends.operate.trouble import Trouble

NAME = "amends-postgres"
OPEN_PLACE = Path("/var/lib/amends")
"""Where things are kept that the server's user can't reach in root's own folders."""


@dataclass(frozen=True)
class Account:
    """A user id and group id for child processes."""

    uid: int
    gid: int

    def options(self) -> dict[str, object]:
        """The arguments for subprocess.Popen; empty when it is the account that we have already."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this user gets as far as `path`, asked of the system itself (modes, ACLs, mounts)."""
        asked = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(asked, cwd="/", **self.options()).returncode == 0  # type: ignore[call-overload]


def for_server() -> Account:
    """The account the server runs under; makes the system user when root needs it."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        found = pwd.getpwnam(NAME)
    except KeyError:
        found = _make_user()
    return Account(found.pw_uid, found.pw_gid)


def _make_user() -> pwd.struct_passwd:
    nowhere = ["--home-dir", "/nonexistent", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    for command in (
        ["useradd", "--system", "--user-group", *nowhere, NAME],
        ["adduser", "-S", "-D", "-H", "-h", "/nonexistent", "-s", "/sbin/nologin", NAME],  # BusyBox
    ):
        program = shutil.which(command[0], path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if program and subprocess.run([program, *command[1:]], capture_output=True).returncode == 0:
            return pwd.getpwnam(NAME)
    raise Trouble(
        f"PostgreSQL may not run as root, and the system user {NAME} could not be made for it.",
        f"Make it yourself (useradd --system --user-group {NAME}), or run bin/start as an ordinary user.",
    )


def home_for(account: Account) -> Path:
    """The PostgreSQL installation that this account can execute."""
    home = binaries.wheel()
    if account.reaches(home / "bin" / "postgres"):
        return home
    return binaries.copy_for_all(_open_place())


def folder_for(account: Account, folder: Path) -> Path:
    """Make `folder` for the server, owned by `account` and closed to everybody else, and return where it really is.

    When the account can't get there (a data folder in root's home), the folder becomes a link to one in
    /var/lib/amends that carries a fingerprint of its path.
    """
    if not folder.is_symlink() and not folder.exists():
        if account.reaches(folder.parent):
            folder.mkdir(mode=0o700)
        else:
            elsewhere = _open_place() / f"data-{digest(str(folder))[:12]}"
            elsewhere.mkdir(mode=0o700, exist_ok=True)
            folder.symlink_to(elsewhere)
    place = folder.resolve()
    if not place.is_dir():
        raise Trouble(
            f"The database of this data folder should be in {place}, but that folder is gone.",
            "Bring it back, or start with a new data folder and restore a backup: bin/db restore.",
        )
    if os.geteuid() == 0:
        os.chown(place, account.uid, account.gid)
    elif place.stat().st_uid != account.uid:
        owner = place.stat().st_uid
        raise Trouble(
            f"The database in {folder} belongs to another user (number {owner}).",
            "Start Amends as the user who made it, or name another folder: bin/start --data FOLDER.",
        )
    return place


def _open_place() -> Path:
    OPEN_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    return OPEN_PLACE
