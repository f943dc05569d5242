"""The two programs of Amends itself: the web server and the worker."""

import os
import socket

from amends.operate.children import Child
from amends.operate.manage import command_line, environment
from amends.operate.places import PYTHON, ROOT, DataFolder

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def tell_settings(data: DataFolder, host: str, address: str, *, debug: bool = False) -> None:
    """Put into the environment what config/settings.py reads; child processes inherit it."""
    os.environ["AMENDS_DATA"] = str(data.path)
    names = dict.fromkeys([*LOCAL_HOSTS, host, socket.gethostname()])
    environment(AMENDS_BASE_URL=address, AMENDS_HOSTS=",".join(name for name in names if name != "0.0.0.0"))  # noqa: S104
    if debug:
        environment(AMENDS_DEBUG="1")


def web_command(
    door: socket.socket, *, site: str = "config.wsgi:application", worker: str = "amends.operate.serving.PatientWorker"
) -> list[str]:
    """gunicorn on the socket that the supervisor holds. Loaded once and forked: the copies share their memory."""
    options = {
        "--bind": f"fd://{door.fileno()}",
        "--worker-class": worker,
        "--workers": os.environ.get("AMENDS_WEB_PROCESSES", "2"),
        "--threads": os.environ.get("AMENDS_WEB_THREADS", "4"),
        "--timeout": "60",
        "--graceful-timeout": "5",
        "--keep-alive": "5",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    return [str(PYTHON), "-m", "gunicorn", site, "--preload", "--no-control-socket", *words]


def web(door: socket.socket) -> Child:
    return Child("web server", web_command(door), cwd=ROOT, keep=[door.fileno()], patience=10)


def worker() -> Child:
    """The background jobs. It finishes the jobs it has in hand before it leaves."""
    return Child("worker", command_line("worker"), cwd=ROOT, patience=20)
