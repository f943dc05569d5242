"""gunicorn's worker, in which nobody holds a thread by being slow.

There are few threads, and anybody who reaches the port may connect. So a connection is first listened to without one,
until its request has come: the header, and the body as far as it is small. What is larger, and every answer, has a
thread; there the other end may keep it waiting only so long. Who is slower is let go. And no more than half of the
threads have a body that is still coming: however many send theirs slowly, whatever has come whole is answered.

A proxy in front that buffers requests and answers does the same and more; this is for who has none.
"""

import errno
import re
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from selectors import EVENT_READ
from typing import Any, BinaryIO

from gunicorn.workers.gthread import TConn, ThreadWorker

from amends.kit.sets import pieces

PATIENCE = 20.0
"""Seconds in which a request has to be here, up to `SMALL`; kept short, as only so many connections are listened to."""
STALLED = 10.0
"""Seconds that a thread waits for the other end: at a time, and in all of one request or one answer, ..."""
SLOWEST = 16 * 1024
"""... where it is one more for each so many bytes that came or went. What went may only have gone into the buffers of
this machine: who reads nothing is found out at a time."""
SMALL = 64 * 1024
"""Bytes of a request that are listened to without a thread: a form without files is smaller."""
PIECE = 64 * 1024

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_END = b"\r\n\r\n"


class TooSlow(ConnectionResetError):
    """The other end has kept us waiting too long. To gunicorn and Django it has left, and no log tells of it."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "too slow")


class _Waiting:
    """How long one direction of a connection was waited for, and what came of it."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.waited = 0.0
        self.moved = 0

    @contextmanager
    def on(self, line: socket.socket) -> Iterator[None]:
        left = self.patience + self.moved / SLOWEST - self.waited
        if left <= 0:
            raise TooSlow
        began = time.monotonic()
        line.settimeout(min(left, self.patience))
        try:
            yield
        except TimeoutError:
            self.waited = float("inf")  # neither is anything else read or written here
            raise TooSlow from None
        finally:
            self.waited += time.monotonic() - began
            line.settimeout(None)


class Line(socket.socket):
    """The socket of a connection. While it blocks, it blocks for as long as the other end is given.

    Where gunicorn has set a time-out of its own, that one counts.
    """

    patience = STALLED

    def begin(self) -> None:
        """Another request: nothing was waited for yet."""
        self.taking, self.giving = _Waiting(self.patience), _Waiting(self.patience)

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        with self.taking.on(self):
            data = super().recv(size, flags)
        self.taking.moved += len(data)
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.gettimeout() is not None:
            return super().sendall(data, flags)
        view = memoryview(data)
        for piece in pieces(view, PIECE):
            with self.giving.on(self):
                super().sendall(piece, flags)
            self.giving.moved += len(piece)
        return None

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        file.seek(offset)
        sent = 0
        while data := file.read(PIECE if count is None else min(PIECE, count - sent)):
            self.sendall(data)
            sent += len(data)
        return sent


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    line: type[Line] = Line

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receiving = 0
        """Threads that have a body still coming."""
        self.most_receiving = max(1, self.cfg.threads // 2)
        self.to_receive: deque[Any] = deque()
        """Connections whose body is still coming and that have no thread for it yet."""

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        line = self.line(fileno=client.detach())
        line.begin()
        self.enqueue_req(TConn(self.cfg, line, address, listener.getsockname()))

    def enqueue_req(self, conn: Any) -> None:
        """Where gunicorn gives a connection a thread, because a request may come: it gets one when it has come."""
        conn.init()
        conn.heard = bytearray(conn.parser.unreader.take_buffered())
        conn.was_told_to_go_on = conn.is_receiving = False
        if is_here(conn.heard):
            self._serve(conn)
            return
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + PATIENCE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Any, client: Line) -> None:
        try:
            piece = client.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        conn.heard += piece
        if piece and not is_here(conn.heard):
            _tell_to_go_on(conn)
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if piece:
            self._serve(conn)
        else:
            self.nr_conns -= 1
            conn.close()

    def murder_pending(self) -> None:
        """Those that stopped in the middle or had no turn; when the server is to stop, also those not begun."""
        while self.to_receive and self.to_receive[0].timeout < time.monotonic():
            self.nr_conns -= 1
            self.to_receive.popleft().close()
        if not self.alive:
            for conn in [conn for conn in self.pending_conns if not conn.heard]:
                self.pending_conns.remove(conn)
                self.poller.unregister(conn.sock)
                self.nr_conns -= 1
                conn.close()
        super().murder_pending()

    def finish_request(self, conn: Any, fs: Any) -> None:
        if conn.is_receiving:
            self.receiving -= 1
            if self.to_receive:
                self._serve(self.to_receive.popleft())
        super().finish_request(conn, fs)

    def _serve(self, conn: Any) -> None:
        conn.is_receiving = not is_whole(conn.heard)
        if conn.is_receiving and self.receiving >= self.most_receiving:
            conn.timeout = time.monotonic() + PATIENCE
            self.to_receive.append(conn)
            return
        self.receiving += conn.is_receiving
        conn.sock.setblocking(True)
        conn.sock.begin()
        conn.parser.unreader.unread(bytes(conn.heard))
        conn.heard = bytearray()
        conn.data_ready = True
        super().enqueue_req(conn)


def is_here(heard: bytes | bytearray) -> bool:
    """Has the whole request come, or as much as is listened to without a thread?"""
    return len(heard) >= SMALL or is_whole(heard)


def is_whole(heard: bytes | bytearray) -> bool:
    """Has all of the request come?"""
    end = heard.find(_END)
    if end < 0:
        return False
    if _CHUNKED.search(heard, 0, end + 2):
        return heard.endswith(b"0\r\n\r\n")
    announced = _LENGTH.search(heard, 0, end + 2)
    return announced is None or len(heard) - end - len(_END) >= int(announced[1])


def _tell_to_go_on(conn: Any) -> None:
    """Some clients send their body only when they were told to. gunicorn says it again, which does no harm."""
    end = conn.heard.find(_END)
    if end >= 0 and not conn.was_told_to_go_on and _EXPECTS.search(conn.heard, 0, end + 2):
        conn.was_told_to_go_on = True
        try:
            conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        except OSError:
            return
