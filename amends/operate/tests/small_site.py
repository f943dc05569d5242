"""A site of three addresses, and a server that loses its patience soon: for tests of the web server itself."""

from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any

from amends.operate.serving import Line, PatientWorker


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Says how much was sent, or never stops saying something."""
    if environ["PATH_INFO"] == "/endless":
        start_response("200 OK", [])
        return _endless()
    told = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(told)))])
    return [told]


def _endless() -> Iterator[bytes]:
    return repeat(b"x" * 65536)


class HastyLine(Line):
    patience = 0.2


class HastyWorker(PatientWorker):
    line = HastyLine
