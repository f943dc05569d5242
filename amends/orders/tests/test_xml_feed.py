"""A feed that is cut into orders says the same as one that is read as one document."""

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.orders.imports import xml_feed
from amends.orders.imports.bytes import Pieces
from amends.orders.imports.reasons import FeedRefused
from amends.orders.tests.feeds import feed, item, order

PARTS = [
    order("A"),
    order("B", items=[item("x"), "\n\n" + item("y")]),
    order("C", INVOICE_CODE="<![CDATA[ <b> ]]>"),
    order("D", INVOICE_CODE="<![CDATA[</ORDER>]]>"),
    order("E", INVOICE_CODE="1<!-- </ORDER> -->"),
    order("F").replace("<ORDER>", '<ORDER version="2">'),
    order("G").replace("</ORDER>", "</ORDER >"),
    order("H", NEWS="<ORDER><CODE>inner</CODE></ORDER>"),
    "<ORDER/>",
    "<ORDER></ORDER>",
    "<ORDERED><CODE>x</CODE></ORDERED>",
    "<!-- <ORDER><CODE>commented</CODE></ORDER> -->",
    "<!-- <ORDER> -->",
    "<!-- </ORDER> -->",
    "<OTHER>" + order("within") + "</OTHER>",
    "<![CDATA[" + order("text") + "]]>",
    "<?php <ORDER></ORDER> ?>",
    " text \n",
    "\n\n",
    "</ORDER>",
    "<ORDER>",
    "<ORDER> --> </ORDER>",
    "<ORDER><!-- </ORDER>",
    "<ORDER>&amp;&#65;</ORDER>",
    "<ORDER>&unknown;</ORDER>",
    '<x:ORDER xmlns:x="y"></x:ORDER>',
]


class NoSources:
    def fingerprint(self, content: bytes) -> bytes:
        return b""

    def known(self, fingerprints: list[bytes]) -> dict[int, int]:
        return {}


def read(content: bytes) -> tuple[list[Any], str]:
    """Line and texts of each order, and how it ended."""
    found = []
    try:
        for raw in xml_feed.read_xml(Pieces(BytesIO(content)), NoSources()):  # type: ignore[arg-type]
            assert isinstance(raw, xml_feed.RawOrder)
            items = [(one.line, one.texts) for one in raw.items]
            found.append((raw.line, raw.texts, raw.billing_address, raw.shipping_address, items))
    except FeedRefused as refused:
        return found, f"{refused.code} {refused.details.get('line')}"
    return found, ""


def as_one_document(content: bytes) -> tuple[list[Any], str]:
    """An attribute on the root keeps a feed from being cut."""
    return read(content.replace(b"<ORDERS>", b'<ORDERS a="">', 1))


@given(st.lists(st.sampled_from(PARTS), max_size=8), st.integers(0, 30))
def test_cut_or_whole_a_feed_says_the_same(parts: list[str], missing: int) -> None:
    content = feed(*parts)
    content = content[: len(content) - missing] if missing > 20 else content
    cut, how_it_ended = read(content)
    whole, how_the_whole_ended = as_one_document(content)
    assert how_it_ended == how_the_whole_ended
    if not how_it_ended:
        assert cut == whole


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_it_does_not_matter_where_the_stream_breaks_off(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = feed(*(order(f"Ž{n}", items=[item("Žluťoučký")]) for n in range(5)))
    expected = read(content)
    assert len(expected[0]) == 5
    monkeypatch.setattr("amends.orders.imports.bytes.PIECE", size)
    assert read(content) == expected


def test_lines_are_right_after_the_sixty_five_thousandth() -> None:
    content = feed(*("\n" * 30_000 + order(str(n)) for n in range(4)))
    lines = content.split(b"\n")
    assert [lines[line - 1] for line, *_rest in read(content)[0]] == [b"<ORDER>"] * 4
