"""`bin/start`: everything an installation needs, in the foreground of one terminal.

Order: data folder and port (what can fail at once fails first), bundles beside database and tables, web server and
worker.
"""

import argparse
import socket
import sys
from contextlib import ExitStack

import psycopg

from amends.operate import backup, databases, first_start, instance, listener, programs, stopping, trouble
from amends.operate.places import DataFolder, data_folder, write_private
from amends.operate.postgres.server import Server
from amends.operate.setup import everything
from amends.operate.supervisor import Supervisor
from amends.operate.terminal import say, step
from amends.operate.trouble import Trouble
from amends.operate.watcher import Watcher


def main() -> int:
    options = _options()
    stopping.listen()
    try:
        _start(options)
    except KeyboardInterrupt:
        say("Amends has stopped.")
    except psycopg.OperationalError as error:
        raise Trouble(
            f"The database has gone away: {str(error).strip().splitlines()[0]}",
            "Start again; if it stays so, look at the database server, or at logs/postgres.log in the data folder.",
        ) from error
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/start", description="Start Amends: database, web server and worker, until Ctrl+C."
    )
    parser.add_argument("--port", type=int, default=8000, help="port of the web server (8000; 0 takes a free one)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1; 0.0.0.0 for all)")
    parser.add_argument("--data", metavar="DIR", help="data folder of the installation (./data)")
    parser.add_argument("--no-demo", action="store_true", help="begin empty, with a link to create the administrator")
    parser.add_argument("--reload", action="store_true", help="for developers: restart when the code changes")
    return parser.parse_args()


def _start(options: argparse.Namespace) -> None:
    data = data_folder(options.data)
    data.prepare()
    with ExitStack() as stack:
        stack.enter_context(instance.held(data))
        instance.stop_left_over(data)
        backup.require_no_half_restore(data)
        door = stack.enter_context(listener.listen(options.host, options.port))
        address = listener.address(door)
        programs.tell_settings(data, options.host, address, debug=options.reload)
        if databases.external():
            databases.require_usable(databases.external())
        everything.prepare_words()
        with everything.pages_beside() as wait_for_pages:
            url, server = _database(data, stack)
            stopping.leave_if_told()
            first_start.bring_up_to_date(url, data, server=server, demo=not options.no_demo)
            stopping.leave_if_told()
            wait_for_pages()
        _serve(data, door, address, url, server, reload=options.reload)


def _database(data: DataFolder, stack: ExitStack) -> tuple[str, Server | None]:
    """The address of the database, and the embedded server when it is that one; it stops with the stack."""
    url = databases.external()
    if url:
        return url, None
    server = databases.embedded(data)
    stack.callback(data.database_url.unlink, missing_ok=True)
    stack.callback(server.stop)
    with step("Starting the database"):
        server.start()
        server.create_database()
    write_private(data.database_url, server.url())
    return server.url(), server


def _serve(
    data: DataFolder, door: socket.socket, address: str, url: str, server: Server | None, *, reload: bool
) -> None:
    web, worker = programs.web(door), programs.worker()
    supervisor = Supervisor(data, [server.child, web, worker] if server else [web, worker])
    try:
        with step("Starting the web server and the worker"):
            supervisor.start()
            supervisor.wait_until_answering(web, address)
        say(f"\nAmends is ready: {address}")
        for line in first_start.greeting(url, data, address):
            say(f"  {line}")
        say("  Ctrl+C stops it.")
        watcher = Watcher(lambda: supervisor.restart([web, worker])) if reload else None
        supervisor.run(watcher.look if watcher else lambda: None)
    finally:
        if sys.exc_info()[0] is KeyboardInterrupt:
            say("\nStopping ...")
        supervisor.stop()


if __name__ == "__main__":
    trouble.run(main)
