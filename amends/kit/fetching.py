"""Fetching a file from another machine, at an address that people write into settings.

Nobody may make Amends look around in the network it stands in: a name is looked up once, all its addresses have to be
of the public internet (or of AMENDS_PRIVATE_NETWORKS), and the connection goes to the address that was looked at; the
same after each redirect. What comes is bounded in size, also once unpacked, and in time. User name and password go to
the machine they were given for, over https, and to no other.
"""

import base64
import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings

PIECE = 128 * 1024
PATIENCE = 30.0
"""Seconds that one step may take: to connect, or until the next bytes come."""
LONGEST = 60 * 60.0
"""Seconds for everything."""
MOST_REDIRECTS = 5
REDIRECTS = {301, 302, 303, 307, 308}
MOST_RESUMED = 3
"""Times that a file cut off on the way is gone on with, where its server allows that."""


class FetchRefused(Exception):
    """It cannot be had. `code` says why: one of the failures of whoever asks; `details` are the words for it."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class Wanted:
    """What is asked for, with the marks (ETag, Last-Modified) of what is there already."""

    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    etag: str = ""
    modified: str = ""


@dataclass
class Fetched:
    """What came. `is_new` is false when nothing has changed since; then there is nothing in `pieces`."""

    is_new: bool
    etag: str
    modified: str
    pieces: Iterator[bytes]


def fetch(wanted: Wanted, *, most: int) -> Fetched:
    """Ask for the file; its bytes, unpacked, come as `pieces`, which raise FetchRefused when they end too early."""
    transfer = _Transfer(wanted, most)
    answer = transfer.open(_conditions(wanted))
    if answer.status == 304:
        transfer.close()
        return Fetched(False, wanted.etag, wanted.modified, iter(()))
    marks = answer.headers.get("ETag", "")[:200], answer.headers.get("Last-Modified", "")[:100]
    return Fetched(True, *marks, transfer.pieces(answer))


def check_address(url: str, *, has_password: bool = False) -> SplitResult:
    """The parts of an address that may be asked; raises FetchRefused for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise FetchRefused("address") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0 or not url.isascii():
        raise FetchRefused("address")
    if any(ord(letter) <= 32 for letter in url):
        raise FetchRefused("address")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("password_in_address")
    if has_password and parts.scheme != "https":
        raise FetchRefused("password_in_the_clear")
    return parts


def _conditions(wanted: Wanted) -> dict[str, str]:
    found = {"If-None-Match": wanted.etag, "If-Modified-Since": wanted.modified}
    return {name: value for name, value in found.items() if value and value.isprintable() and value.isascii()}


class _Transfer:
    """One file on its way, over as many connections as it takes."""

    def __init__(self, wanted: Wanted, most: int) -> None:
        self.wanted = wanted
        self.most = most
        self.until = time.monotonic() + LONGEST
        self.connection: http.client.HTTPConnection | None = None
        self.was_cut = False

    def open(self, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """Ask, through redirects; the answer's status is 200, 206 or 304."""
        url = self.wanted.url
        origin = _origin(check_address(url, has_password=bool(self.wanted.user or self.wanted.password)))
        was_safe = origin[0] == "https"
        for _time in range(MOST_REDIRECTS + 1):
            parts = check_address(url)
            if was_safe and parts.scheme != "https":
                raise FetchRefused("redirect_in_the_clear")
            was_safe = parts.scheme == "https"
            answer = self._ask(parts, headers, with_password=_origin(parts) == origin)
            if answer.status not in REDIRECTS:
                return self._accepted(answer)
            url = urljoin(url, answer.headers.get("Location", ""))
        raise FetchRefused("redirects")

    def _accepted(self, answer: http.client.HTTPResponse) -> http.client.HTTPResponse:
        if answer.status in (200, 206, 304):
            return answer
        self.close()
        code = {401: "unauthorised", 403: "unauthorised", 404: "not_found", 410: "not_found"}.get(answer.status)
        raise FetchRefused(code or "status", status=answer.status)

    def _ask(self, parts: SplitResult, headers: Mapping[str, str], *, with_password: bool) -> http.client.HTTPResponse:
        self.close()
        sent = {"User-Agent": "Amends", "Accept-Encoding": "gzip", "Connection": "close", **headers}
        if with_password and (self.wanted.user or self.wanted.password):
            pair = f"{self.wanted.user}:{self.wanted.password}".encode()
            sent["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        host = parts.hostname or ""
        self.connection = _connection(parts, host, self._left())
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        try:
            self.connection.request("GET", target, headers=sent)
            return self.connection.getresponse()
        except ssl.SSLCertVerificationError as error:
            raise FetchRefused("certificate", message=error.verify_message[:120]) from None
        except (OSError, http.client.HTTPException) as error:
            raise FetchRefused("unreachable", host=host, message=_short(error)) from None

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise FetchRefused("too_slow")
        return min(PATIENCE, left)

    def pieces(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """The content, unpacked; gone on with where it was cut off, if its server can tell that it is the same."""
        unpacked = _Unpacking(answer.headers.get("Content-Encoding", ""), self.most)
        came, whole = 0, _length(answer)
        if whole is not None and whole > self.most:
            self.close()
            raise FetchRefused("too_large", most=self.most // 1024**2)
        mark, resumed = answer.headers.get("ETag", ""), 0
        try:
            while True:
                for piece in self._raw(answer):
                    came += len(piece)
                    yield from unpacked.take(piece)
                if not self.was_cut and came >= (whole or 0) and unpacked.is_whole:
                    return
                resumed += 1
                if resumed > MOST_RESUMED or whole is None or came >= whole or not mark.startswith('"'):
                    raise FetchRefused("cut_off_on_the_way")
                answer = self.open({"Range": f"bytes={came}-", "If-Range": mark})
                if answer.status != 206 or not answer.headers.get("Content-Range", "").startswith(f"bytes {came}-"):
                    raise FetchRefused("cut_off_on_the_way")
        finally:
            self.close()

    def _raw(self, answer: http.client.HTTPResponse) -> Iterator[bytes]:
        """As it comes, until it ends or breaks off."""
        self.was_cut = False
        while True:
            self._left()
            try:
                piece = answer.read1(PIECE)
            except (OSError, http.client.HTTPException):
                self.was_cut = True
                return
            if not piece:
                return
            yield piece

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _length(answer: http.client.HTTPResponse) -> int | None:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, (parts.hostname or "").lower(), parts.port or {"https": 443, "http": 80}[parts.scheme]


class _Unpacking:
    """The content of a gzip stream, or of one that is not packed; never more than `most` bytes."""

    def __init__(self, encoding: str, most: int) -> None:
        self.encoding = encoding.strip().lower()
        if self.encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchRefused("packed", encoding=self.encoding[:40])
        self.unzip = zlib.decompressobj(wbits=31) if "gzip" in self.encoding else None
        self.most = most
        self.came = 0

    @property
    def is_whole(self) -> bool:
        return self.unzip is None or self.unzip.eof

    def take(self, piece: bytes) -> Iterator[bytes]:
        if self.unzip is None:
            yield self._counted(piece)
            return
        while piece and not self.unzip.eof:
            try:
                content = self.unzip.decompress(piece, PIECE)
            except zlib.error:
                raise FetchRefused("damaged") from None
            piece = self.unzip.unconsumed_tail
            if content:
                yield self._counted(content)

    def _counted(self, content: bytes) -> bytes:
        self.came += len(content)
        if self.came > self.most:
            raise FetchRefused("too_large", most=self.most // 1024**2)
        return content


def _connection(parts: SplitResult, host: str, timeout: float) -> http.client.HTTPConnection:
    """To the very addresses that were looked at."""
    https = parts.scheme == "https"
    port = parts.port or (443 if https else 80)
    addresses = _looked_up(host, port)
    made: http.client.HTTPConnection = (
        http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        if https
        else http.client.HTTPConnection(host, port, timeout=timeout)
    )
    made._create_connection = lambda _name, *rest: _reach(addresses, port, *rest)  # type: ignore[attr-defined]
    return made


def _reach(addresses: list[str], port: int, *rest: Any) -> socket.socket:
    """The first that answers."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), *rest)
    return socket.create_connection((addresses[-1], port), *rest)


def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchRefused("no_such_host", host=host, message=_short(error)) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(may_be_asked(address) for address in addresses):
        raise FetchRefused("private", host=host)
    return addresses


def may_be_asked(address: str) -> bool:
    """Is this an address of the public internet, or of a network that the installation was told of?"""
    one = ip_address(address.partition("%")[0])
    if isinstance(one, IPv6Address):
        inner = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if inner is not None:
            one = inner
        elif int(one) >> 32 == 0x64FF9B << 64:  # IPv4 behind a translator (RFC 6052)
            one = ip_address(int(one) & 0xFFFFFFFF)
    if any(one.version == network.version and one in network for network in settings.PRIVATE_NETWORKS):
        return True
    return one.is_global and not one.is_multicast


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]
