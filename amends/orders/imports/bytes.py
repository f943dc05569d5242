"""Reading a file in pieces that are known to be UTF-8, with the place reached."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from amends.orders.imports.reasons import FeedRefused

PIECE = 128 * 1024
_OTHER_ENCODINGS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


class Pieces:
    """A stream, 128 kB at a time. Knows how many bytes were read and how many lines were finished."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0
        self.lines = 0

    def __iter__(self) -> Iterator[str]:
        """The texts, without a byte order mark. Raises FeedRefused where the bytes are not UTF-8."""
        return (text for _piece, text in self._both() if text)

    def as_bytes(self) -> Iterator[bytes]:
        """The same as bytes, which may break off within a character and go on with the next piece."""
        beginning = True
        for piece, _text in self._both():
            yield piece.removeprefix(codecs.BOM_UTF8) if beginning else piece
            beginning = False

    def _both(self) -> Iterator[tuple[bytes, str]]:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        while piece := self._stream.read(PIECE):
            if not self.bytes_read and piece.startswith(_OTHER_ENCODINGS):
                raise FeedRefused("encoding", line=1)
            yield piece, self._decode(decoder, piece, final=False)
        if rest := self._decode(decoder, b"", final=True):
            yield b"", rest

    def _decode(self, decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool) -> str:
        try:
            text = decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            if final:  # the file ends within a character
                raise FeedRefused("cut_off", line=self.lines + 1) from None
            line = self.lines + 1 + piece[: max(0, error.start)].count(b"\n")
            raise FeedRefused("encoding", line=line) from None
        self.bytes_read += len(piece)
        self.lines += piece.count(b"\n")
        return text
