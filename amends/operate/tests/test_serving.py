"""The web server: nobody holds its threads by sending or reading slowly."""

import http.client
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from amends.operate.places import ROOT
from amends.operate.programs import web_command
from amends.operate.serving import SMALL, is_here

pytestmark = pytest.mark.chaos

THREADS = 2
OFTEN = 3 * THREADS
SITE = "amends.operate.tests.small_site:application"
HASTY = "amends.operate.tests.small_site.HastyWorker"
PATIENT = "amends.operate.serving.PatientWorker"


@contextmanager
def served(worker: str) -> Iterator[int]:
    """The server as bin/start runs it, with two threads; its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        few = {"AMENDS_WEB_PROCESSES": "1", "AMENDS_WEB_THREADS": str(THREADS)}
        process = subprocess.Popen(
            web_command(door, site=SITE, worker=worker),
            cwd=ROOT,
            env=os.environ | few,
            pass_fds=[door.fileno()],
        )
        try:
            yield door.getsockname()[1]
        finally:
            process.terminate()
            process.wait(30)


def answer_to(port: int, method: str = "GET", **given: object) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, "/", **given)  # type: ignore[arg-type]
    try:
        return connection.getresponse().read()
    finally:
        connection.close()


def connect(port: int, sent: bytes) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(60)
    line.connect(("127.0.0.1", port))
    line.sendall(sent)
    return line


def is_held(line: socket.socket) -> bool:
    """Nobody has answered or let go of this connection yet."""
    line.setblocking(False)
    try:
        line.recv(1)
    except BlockingIOError:
        return True
    except ConnectionError:
        pass
    return False


def heard(line: socket.socket, answers: int, end: bytes) -> bytes:
    """What comes until that many answers have come and the last one has this end."""
    told = b""
    while told.count(b"HTTP/1.1 200 OK") < answers or not told.endswith(end):
        piece = line.recv(1000)
        assert piece, told
        told += piece
    return told


def head(length: int, more: str = "") -> bytes:
    return f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n{more}\r\n".encode()


@pytest.mark.parametrize("begun", [b"", b"POST / HTTP/1.1\r\nHost: a\r\nX-", head(100_000) + b"a", head(9) + b"a"])
def test_who_has_not_sent_a_request_yet_holds_no_thread(begun: bytes) -> None:
    with served(PATIENT) as port, ExitStack() as lines:
        answer_to(port)
        for _line in range(OFTEN):
            lines.enter_context(connect(port, begun))
        assert answer_to(port) == b"0"
        # nor does who has sent one before, and half of the next
        lines.enter_context(connect(port, head(0) + begun))
        assert answer_to(port) == b"0"


def test_who_stops_in_the_middle_of_a_large_request_is_let_go() -> None:
    with served(HASTY) as port, ExitStack() as lines:
        for _line in range(OFTEN):
            lines.enter_context(connect(port, head(10 * SMALL) + b"a" * SMALL))
        assert answer_to(port) == b"0"


def test_what_has_come_whole_is_answered_while_large_requests_are_still_coming() -> None:
    with served(PATIENT) as port, ExitStack() as lines:
        answer_to(port)
        slow = [lines.enter_context(connect(port, head(10 * SMALL) + b"a" * SMALL)) for _line in range(OFTEN)]
        for _request in range(20):  # the first may overtake those that are on their way to a thread
            assert answer_to(port, "POST", body=b"x" * 1000) == b"1000"
        assert [is_held(line) for line in slow] == [True] * OFTEN


def test_a_large_request_has_its_turn_after_those_that_stopped_in_the_middle() -> None:
    with served(HASTY) as port, ExitStack() as lines:
        for _line in range(OFTEN):
            lines.enter_context(connect(port, head(10 * SMALL) + b"a" * SMALL))
        assert answer_to(port, "POST", body=b"x" * 10 * SMALL) == str(10 * SMALL).encode()


def test_who_does_not_read_the_answer_is_let_go() -> None:
    with served(HASTY) as port, ExitStack() as lines:
        for _line in range(OFTEN):
            lines.enter_context(connect(port, b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"))
        assert answer_to(port) == b"0"


def test_requests_arrive_whole_however_they_are_sent() -> None:
    with served(PATIENT) as port:
        assert answer_to(port, "POST", body=b"x" * 5_000_000) == b"5000000"
        assert answer_to(port, "POST", body=b"x" * SMALL) == str(SMALL).encode()
        assert answer_to(port, "POST", body=iter([b"abc", b"de"]), encode_chunked=True) == b"5"
        with connect(port, b"") as line:
            for byte in head(3) + b"abc":
                line.sendall(bytes([byte]))
            heard(line, 1, b"3")
            line.sendall(head(2) + b"ab" + head(1) + b"a")  # one line, the next two requests at once
            assert b"\r\n\r\n2HTTP/1.1 200" in heard(line, 2, b"\r\n\r\n1")
        with connect(port, head(4, "Expect: 100-continue\r\n")) as line:
            assert line.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
            line.sendall(b"abcd")
            heard(line, 1, b"\r\n\r\n4")


@pytest.mark.parametrize(
    ("sent", "here"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (head(3) + b"ab", False),
        (head(3) + b"abc", True),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:  2\r\n\r\na", False),
        (head(10**9) + b"a" * SMALL, True),
        (b"a" * SMALL, True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
    ],
)
def test_when_a_request_is_here(sent: bytes, here: bool) -> None:
    assert is_here(sent) is here
