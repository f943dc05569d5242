"""The embedded PostgreSQL: in any folder, sorted alike everywhere, and back after a kill without repair."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amends.operate import processes
from amends.operate.postgres import binaries, cluster
from amends.operate.postgres.server import Server
from amends.operate.trouble import Trouble

pytestmark = pytest.mark.chaos


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In pytest's own temporary folder, which is closed to others: as root's home is to the server's user."""
    yield tmp_path / "postgres"
    left = tmp_path / "postgres"
    if left.is_symlink():
        os.system(f"rm -rf '{left.resolve()}'")


@pytest.fixture
def server(folder: Path, tmp_path: Path) -> Iterator[Server]:
    server = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    server.start()
    yield server
    server.stop()


def one(server: Server, query: str) -> object:
    with psycopg.connect(server.url("postgres")) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def test_text_is_sorted_by_code_points_and_folded_as_unicode_on_every_machine(server):
    assert one(server, "select upper('žluťoučký łoś')") == "ŽLUŤOUČKÝ ŁOŚ"
    assert one(server, "select datlocprovider::text from pg_database where datname = 'postgres'") == "b"


def test_nobody_reaches_it_through_the_network_or_another_users_socket(server):
    assert one(server, "show listen_addresses") == ""
    assert server.place.stat().st_mode & 0o077 == 0


def test_a_killed_server_comes_back_with_what_it_acknowledged(folder: Path, tmp_path: Path):
    first = Server(folder, tmp_path / "log")  # with fsync, as in real life
    first.start()
    with psycopg.connect(first.url("postgres"), autocommit=True) as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as n")
    assert first.child.process is not None
    first.child.process.send_signal(signal.SIGKILL)
    first.child.process.wait()
    again = Server(folder, tmp_path / "log")
    again.start()
    assert one(again, "select count(*) from kept") == 1000
    again.stop()


def test_a_server_that_outlived_its_supervisor_is_stopped_and_its_data_taken_over(server, folder: Path, tmp_path: Path):
    one(server, "select 1")
    orphan = server.child.pid
    successor = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    successor.start()
    assert not processes.alive(orphan)
    assert one(successor, "select 1") == 1
    successor.stop()


def test_a_pid_file_whose_number_another_program_has_now_does_not_stand_in_the_way(folder: Path, tmp_path: Path):
    first = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    first.start()
    pid_file = first.cluster / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    first.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    again.start()
    assert one(again, "select 1") == 1
    again.stop()


def test_files_that_a_killed_start_left_half_made_are_made_anew(folder: Path, tmp_path: Path):
    server = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    half = server.place / "cluster-unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    server.start()
    assert one(server, "select 1") == 1
    assert not half.exists()
    server.stop()


def test_a_path_too_long_for_a_socket_works_all_the_same(tmp_path: Path):
    deep = tmp_path / ("long-name-" * 12)
    deep.mkdir()
    with_long_path = Server(deep / "postgres", tmp_path / "log", cluster.throwaway_settings())
    with_long_path.start()
    assert one(with_long_path, "select 1") == 1
    with_long_path.stop()


def test_data_of_another_version_is_named_and_left_alone(folder: Path, tmp_path: Path):
    server = Server(folder, tmp_path / "log")
    server.cluster.mkdir()
    (server.cluster / "PG_VERSION").write_text("17\n")
    with pytest.raises(Trouble, match="written by PostgreSQL 17"):
        server.start()


@pytest.mark.parametrize(
    "content", ["", "\0" * 4096, "no number\n", "99999999\n"], ids=["empty", "zeros", "words", "stale"]
)
@pytest.mark.parametrize("name", ["cluster/postmaster.pid", ".s.PGSQL.5432.lock"])
def test_a_lock_file_that_a_power_cut_left_does_not_stand_in_the_way(
    folder: Path, tmp_path: Path, name: str, content: str
):
    first = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    cluster.ensure(first.place, first.home, first.account)
    left = (first.cluster if "/" in name else first._socket_folder()) / Path(name).name
    left.write_text(content)
    os.chown(left, first.account.uid, first.account.gid)
    first.start()
    assert one(first, "select 1") == 1
    first.stop()


@pytest.mark.parametrize("content", ["", "garbage\n"])
def test_a_server_that_outlived_its_supervisor_is_found_without_its_pid_file(
    server, folder: Path, tmp_path: Path, content: str
):
    orphan = server.child.pid
    (server.cluster / "postmaster.pid").write_text(content)
    successor = Server(folder, tmp_path / "log", cluster.throwaway_settings())
    successor.start()
    assert not processes.alive(orphan)
    assert one(successor, "select 1") == 1
    successor.stop()


def test_the_postgresql_of_another_data_folder_is_left_alone_whatever_the_pid_file_says(
    server, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    stranger = server.child.pid
    ours = Server(tmp_path_factory.mktemp("ours") / "postgres", tmp_path / "log", cluster.throwaway_settings())
    cluster.ensure(ours.place, ours.home, ours.account)
    (ours.cluster / "postmaster.pid").write_text(f"{stranger}\n{ours.cluster}\n1\n")
    ours.start()
    assert processes.alive(stranger)
    assert one(server, "select 1") == one(ours, "select 1") == 1
    ours.stop()


def test_a_copied_postgresql_that_lost_a_program_is_copied_anew(tmp_path: Path):
    home = binaries.copy_for_all(tmp_path)
    (home / "bin" / "initdb").unlink()
    (home / "bin" / "postgres").write_text("")
    again = binaries.copy_for_all(tmp_path)
    assert again == home
    assert (home / "bin" / "initdb").exists()
    assert binaries.version(home)[0] >= 18
