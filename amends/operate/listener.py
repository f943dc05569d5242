"""The socket that visitors connect to. The supervisor opens it and the web server inherits it.

So a taken port is known before anything starts, and while a fallen web server is started again, visitors wait for a
second instead of being refused.
"""

import errno
import socket

from amends.operate.trouble import Trouble


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; `port` 0 takes a free one."""
    if not 0 <= port <= 65535:
        raise Trouble(f"{port} is not a port.", "Choose one between 1024 and 65535: bin/start --port 8001.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(512)
    except socket.gaierror as error:
        raise Trouble(f"{host!r} is not an address of this machine.", "Try --host 127.0.0.1 or 0.0.0.0.") from error
    except OSError as error:
        raise _trouble(error, host, port) from error
    return listener


def _trouble(error: OSError, host: str, port: int) -> Trouble:
    if error.errno == errno.EADDRINUSE:
        return Trouble(
            f"Port {port} on {host} is taken by another program.",
            f"Stop that program or choose another port: bin/start --port {port + 1}.",
        )
    if error.errno == errno.EACCES:
        return Trouble(f"You may not open port {port}.", "Choose one above 1023: bin/start --port 8000.")
    if error.errno == errno.EADDRNOTAVAIL:
        return Trouble(f"{host} is not an address of this machine.", "Try --host 127.0.0.1 or 0.0.0.0.")
    return Trouble(f"Port {port} on {host} can't be opened: {error.strerror}.", "Choose another: --port, --host.")


def address(listener: socket.socket) -> str:
    """Where a browser on this machine finds it: by name where it can be, since browsers give no passkeys to numbers."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::", "127.0.0.1"):  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
