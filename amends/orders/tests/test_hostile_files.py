"""Files that are broken or meant to harm: each ends in one sentence, and no order is touched."""

import resource

import pytest

from amends.journal.testing import recorded
from amends.orders.imports.reasons import FAILURES
from amends.orders.models import ImportState
from amends.orders.tests.feeds import HEADER, everything, feed, import_now, order
from amends.orders.tests.make import make_shop

pytestmark = pytest.mark.django_db

GOOD = feed(order("A", PACKAGE_NUMBER="CHANGED"), order("NEW"))
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP = "<X>" * 300 + "</X>" * 300

HOSTILE = {
    "windows-1250, undeclared": (GOOD.decode().replace("Running", "Žluté").encode("cp1250"), "encoding"),
    "windows-1250, declared": (
        GOOD.decode().replace("UTF-8", "windows-1250").encode("cp1250"),
        "encoding",
    ),
    "declares another encoding but is ASCII": (HEADER.replace("UTF-8", "ISO-8859-2").encode() + b"<ORDERS/>", None),
    "UTF-16": (GOOD.decode().encode("utf-16"), "encoding"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), None),
    "overlong UTF-8": (GOOD.replace(b"Running", b"\xc0\xaf"), "encoding"),
    "surrogates": (GOOD.replace(b"Running", b"\xed\xa0\x80"), "encoding"),
    "cut off between orders": (GOOD[: GOOD.index(b"<ORDER>", 100)], "cut_off"),
    "cut off within an order": (GOOD[: len(GOOD) // 2], "cut_off"),
    "cut off within a tag": (GOOD[: GOOD.rindex(b"ORDER_ITEMS")], "cut_off"),
    "cut off before the last sign": (GOOD.rstrip()[:-1], "cut_off"),
    "cut off within a character": (GOOD[: GOOD.index("á".encode()) + 1], "cut_off"),
    "cut off in the header": (HEADER.encode()[:20], "cut_off"),
    "header alone": (HEADER.encode(), "cut_off"),
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "billion laughs": (
        f'{HEADER}<!DOCTYPE ORDERS [<!ENTITY l0 "ha">{LAUGHS}]><ORDERS>&l9;</ORDERS>'.encode(),
        "doctype",
    ),
    "quadratic blow-up": (
        f'{HEADER}<!DOCTYPE ORDERS [<!ENTITY a "{"a" * 50_000}">]><ORDERS>{"&a;" * 50_000}</ORDERS>'.encode(),
        "doctype",
    ),
    "external entity": (
        f'{HEADER}<!DOCTYPE ORDERS [<!ENTITY x SYSTEM "file:///etc/passwd">]><ORDERS>&x;</ORDERS>'.encode(),
        "doctype",
    ),
    "external entity behind a comment": (
        f'{HEADER}<!-- {"x" * 5000} --><?p?>\n<!DOCTYPE ORDERS SYSTEM "http://127.0.0.1:9/x.dtd"><ORDERS/>'.encode(),
        "doctype",
    ),
    "parameter entity": (
        f'{HEADER}<!DOCTYPE ORDERS [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><ORDERS/>'.encode(),
        "doctype",
    ),
    "doctype in small letters": (HEADER.encode() + b"<!doctype html><html></html>", "doctype"),
    "undefined entity": (feed(order("A", INVOICE_CODE="&secret;")), "malformed"),
    "doctype within": (feed(order("NEW"), "<!DOCTYPE x>"), "malformed"),
    "endless comment": (HEADER.encode() + b"<!--" + b"x" * 200_000, "not_xml"),
    "deep nesting": (feed(order("NEW", CUSTOMER=DEEP)), "malformed"),
    "ten megabytes of text": (feed(order("NEW", CUSTOMER="x" * 10_500_000)), None),
    "an order without end": (feed(order("NEW", ORDER_ITEMS="<ITEM/>" * 1_500_000)), "too_large_order"),
    "endless junk between orders": (feed(order("NEW"), "<JUNK/>" * 1_500_000), "too_large_order"),
    "crossed tags": (feed(order("NEW", CUSTOMER="<A><B></A></B>")), "malformed"),
    "something after the end": (GOOD + b"<MORE/>", "malformed"),
    "another document after the end": (GOOD + GOOD, "malformed"),
    "another root": (b"<rss><channel/></rss>", "root"),
    "small root": (b"<orders></orders>", "root"),
    "HTML": (b"<html><body>502 Bad Gateway</body></html>", "root"),
    "JSON": (b'{"orders": []}', "not_xml"),
    "binary": (bytes(range(256)) * 100, "encoding"),
    "zeros": (b"\0" * 10_000, None),
    "control characters": (feed(order("NEW", INVOICE_CODE="\x01")), "malformed"),
    "CSV": (b"order_code,placed_at,total\n1,2026-11-01,1\n", "not_xml"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_in_a_sentence_and_leaves_orders_as_they_were(name: str) -> None:
    content, failure = HOSTILE[name]
    shop = make_shop()
    import_now(feed(order("A")), shop)
    before, memory = everything(), _memory_mb()
    with recorded() as events:
        done = import_now(content, shop)
    assert done.state == ImportState.FAILED
    assert done.failure == failure or (failure is None and done.failure in FAILURES)
    assert everything() == before
    assert [event.kind for event in events] == ["orders.import_begun", "orders.import_failed"]
    sentence = str(done.failure_sentence)
    assert sentence
    assert "%(" not in sentence
    assert "/etc/passwd" not in sentence
    assert "root:" not in sentence
    assert _memory_mb() - memory < 400, "megabytes"


@pytest.mark.parametrize("at", range(60, len(GOOD) - 12, 41))
def test_wherever_the_file_is_cut_off_nothing_is_changed(at: int) -> None:
    shop = make_shop()
    import_now(feed(order("A")), shop)
    before = everything()
    done = import_now(GOOD[:at], shop)
    assert (done.state, done.failure) == (ImportState.FAILED, "cut_off")
    assert everything() == before


def test_the_line_of_a_wrong_byte_is_told() -> None:
    content = feed(order("A"), order("B")).replace(b"F2026001", b"x").replace(b"FB", b"F\xe9")
    done = import_now(content, make_shop())
    wrong = next(n for n, line in enumerate(content.split(b"\n"), start=1) if b"\xe9" in line)
    assert f"line {wrong}" in str(done.failure_sentence)


def _memory_mb() -> float:
    """The most this process has ever used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
