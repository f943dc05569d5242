"""What a file is, told from its first bytes and its ending; what the browser said is never asked.

Pictures are the only files ever shown in place, so a picture must prove itself by its bytes (R4, R68). Everything else
is named by its ending for people, and handed out in a way that no browser runs (amends.web.files).
"""

import mimetypes
import re
import unicodedata
from pathlib import PurePosixPath

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
UNKNOWN = "application/octet-stream"

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, direction marks, surrogates, unassigned
_LONGEST_NAME = 200


def media_type_of(name: str, head: bytes) -> str:
    """The media type of a file called `name` that begins with the bytes `head` (16 are enough)."""
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    guessed, _encoding = mimetypes.guess_type(name)
    if guessed is None or guessed in PICTURES:
        return UNKNOWN  # it calls itself a picture and is none
    return guessed


def clean_name(name: str) -> str:
    """`name` without folders and characters that hide or turn round what it says; its ending survives shortening."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in base if unicodedata.category(letter) not in _INVISIBLE)
    seen = re.sub(r'[<>:"|?*\s]+', " ", seen).strip(" .")
    if not seen:
        return "file"
    ending = PurePosixPath(seen).suffix[:20]
    return seen[: _LONGEST_NAME - len(ending)].removesuffix(ending) + ending if ending else seen[:_LONGEST_NAME]


def ending_of(name: str) -> str:
    """The ending of a file name in small letters without its dot: `jpg`; empty when there is none."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
