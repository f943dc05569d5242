import pytest

from amends.files.media import PICTURES, clean_name, ending_of, media_type_of
from amends.files.tests.make import PNG


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("a.png", PNG, "image/png"),
        ("a.txt", PNG, "image/png"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("a.html", b"<html>", "text/html"),
        ("a.svg", b"<svg", "image/svg+xml"),
        ("a.unheard", b"..", "application/octet-stream"),
    ],
)
def test_the_type_is_read_from_the_bytes_and_then_from_the_ending(name, head, media_type):
    assert media_type_of(name, head) == media_type


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.gif", "a.webp"])
def test_a_page_that_calls_itself_a_picture_is_none(name):
    assert media_type_of(name, b"<html><script>") not in PICTURES


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\petra\\účtenka.pdf", "účtenka.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("  .. ", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_says_what_it_seems_to_say(given, kept):
    assert clean_name(given) == kept


def test_the_ending_is_the_last_one():
    assert ending_of("photo.PNG") == "png"
    assert ending_of("photo.png.exe") == "exe"
    assert ending_of("README") == ""
