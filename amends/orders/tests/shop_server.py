"""A shop's web server, on this machine, that serves feeds and does everything a feed can suffer from."""

import base64
import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

USER, PASSWORD = "amends", "čtyři koně"


@dataclass
class Shop:
    """What it serves at every address, and what it was asked."""

    port: int = 0
    content: bytes = b""
    etag: str = ""
    modified: str = ""
    needs_password: bool = False
    packed: bool = False
    cut_at: int | None = None
    """It breaks off after so many bytes, each time or (`cut_once`) the first time."""
    cut_once: bool = False
    redirect: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_after: int | None = None
    """It stops after so many bytes until `go` is set."""
    go: threading.Event = field(default_factory=threading.Event)
    is_waiting: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/orders.xml", *, scheme: str = "https", host: str = "localhost") -> str:
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def shop_server(certificate: tuple[Path, Path] | None) -> Iterator[Shop]:
    """Over https with this certificate, else over http."""
    shop = Shop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(shop))
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    shop.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        shop.go.set()
        server.shutdown()
        server.server_close()


def _handler(shop: Shop) -> Callable[..., BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_arguments: Any) -> None:
            pass

        def do_GET(self) -> None:
            with lock:
                shop.asked.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
                shop.at_once += 1
                shop.most_at_once = max(shop.most_at_once, shop.at_once)
            try:
                self._answer()
            finally:
                with lock:
                    shop.at_once -= 1
                self.close_connection = True

        def _answer(self) -> None:
            if shop.redirect:
                return self._say(302, {"Location": shop.redirect})
            if shop.needs_password:
                wanted = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
                if self.headers.get("Authorization") != f"Basic {wanted}":
                    return self._say(401, {"WWW-Authenticate": "Basic"})
            if shop.status != 200:
                return self._say(shop.status, {})
            same = shop.etag and self.headers.get("If-None-Match") == shop.etag
            if same or (shop.modified and self.headers.get("If-Modified-Since") == shop.modified):
                return self._say(304, {})
            return self._send()

        def _send(self) -> None:
            content = gzip.compress(shop.content) if shop.packed else shop.content
            begin, status = 0, 200
            if self.headers.get("Range") and self.headers.get("If-Range") == shop.etag:
                begin, status = int(self.headers["Range"].removeprefix("bytes=").rstrip("-")), 206
            marks = {"ETag": shop.etag, "Last-Modified": shop.modified}
            headers = {name: value for name, value in marks.items() if value} | shop.headers
            if status == 206:
                headers["Content-Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
            if shop.packed:
                headers["Content-Encoding"] = "gzip"
            end = len(content) if shop.cut_at is None else max(begin, min(shop.cut_at, len(content)))
            if shop.cut_once:
                shop.cut_at = None
            self._say(status, headers, length=len(content) - begin)
            if shop.wait_after is not None:
                self.wfile.write(content[begin : shop.wait_after])
                shop.is_waiting.set()
                shop.go.wait(60)
                begin = shop.wait_after
            self.wfile.write(content[begin:end])
            self.wfile.flush()

        def _say(self, status: int, headers: dict[str, str], *, length: int = 0) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(length))
            self.end_headers()

    return Handler
