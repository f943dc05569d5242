"""The files of an embedded database: made once, of one PostgreSQL version, settings given anew at each start."""

import os
import shutil
import subprocess
from pathlib import Path

from amends.operate.postgres import binaries
from amends.operate.postgres.account import Account
from amends.operate.trouble import Trouble

SUPERUSER = "postgres"
DATABASE = "amends"
MEGABYTE = 1024 * 1024


def settings() -> dict[str, str]:
    """Server settings for a machine that does other things besides.

    WAL compression off: with it, changing many tickets at once costs four times as much CPU. JIT off: our queries are
    short. A socket only: nobody reaches this server through the network.
    """
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{min(max(memory // 8, 64), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_connections": "80",
        "random_page_cost": "1.1",
        "jit": "off",
        "wal_compression": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "10min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
    }


def throwaway_settings() -> dict[str, str]:
    """For tests and benches whose data nobody will miss: nothing waits for the disk."""
    return settings() | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def ensure(place: Path, home: Path, account: Account) -> Path:
    """The data directory in `place`, made when there is none. A half-made one, of a killed start, is made anew.

    The collation is PostgreSQL's own C.UTF-8 and not the machine's, so that the same data sorts the same everywhere.
    """
    cluster = place / "cluster"
    if cluster.exists():
        _require_version(cluster, binaries.version(home)[0])
        return cluster
    fresh = place / "cluster-unfinished"
    shutil.rmtree(fresh, ignore_errors=True)
    command: list[str | Path] = [
        home / "bin" / "initdb", "--pgdata", fresh, "--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8",
        "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C",
    ]  # fmt: skip
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, **account.options())  # type: ignore[call-overload]
    if done.returncode:
        raise Trouble(
            f"PostgreSQL could not make its files in {place}: {_last_line(done.stderr)}", _remedy(done.stderr)
        )
    fresh.rename(cluster)
    return cluster


def _require_version(cluster: Path, ours: int) -> None:
    written = (cluster / "PG_VERSION").read_text().strip()
    if written != str(ours):
        raise Trouble(
            f"The data in {cluster} was written by PostgreSQL {written}, and this Amends brings PostgreSQL {ours}.",
            "Go back to the Amends that wrote it, run bin/db backup there, and bin/db restore here into a new folder.",
        )


def _last_line(output: str) -> str:
    lines = [line for line in output.strip().splitlines() if line]
    errors = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    return (errors or lines or ["it did not say why"])[-1].strip()


def _remedy(output: str) -> str:
    if "No space left" in output:
        return "Free some space on that disk or name another folder: bin/start --data FOLDER."
    return "Look at that message; a new folder helps when this one is broken: bin/start --data FOLDER."
