"""Pages put together are the whole list, forwards and backwards, whatever is null and whatever arrives meanwhile."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

import pytest
from django.core import signing
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.kit.paging import SALT, CursorRefused, Part, keyset, keyset_in_turn
from amends.kit.testing import queries_of


class Shelf(models.Model):
    name = models.CharField(max_length=20, null=True)
    objects: Any = models.Manager()

    class Meta:
        app_label = "kit"
        managed = False

    def __str__(self) -> str:
        return str(self.name)


class Book(models.Model):
    due = models.DateTimeField(null=True)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    title = models.CharField(max_length=20)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, null=True)
    objects: Any = models.Manager()

    class Meta:
        app_label = "kit"
        managed = False

    def __str__(self) -> str:
        return self.title


@pytest.fixture
def books(db: None) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
        editor.create_model(Book)


pytestmark = [pytest.mark.usefixtures("books"), pytest.mark.database]
NOON = datetime(2026, 11, 21, 12, 0, 0, 123_457, tzinfo=UTC)
ORDERS = [
    ("-id",),
    ("due", "id"),
    ("-due", "-id"),
    ("price", "-due", "id"),
    ("title", "due", "-id"),
    ("shelf__name", "id"),
]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "due": st.none() | st.integers(0, 3).map(lambda step: NOON + timedelta(microseconds=step)),
            "price": st.none() | st.sampled_from([Decimal("1.10"), Decimal("2.00")]),
            "title": st.sampled_from(["a", "b", "Ž"]),
            "shelf": st.none() | st.none() | st.sampled_from(["x", "y", None]).map(lambda name: [name]),
        }
    ),
    max_size=12,
)


def fill(rows: list[dict[str, Any]]) -> None:
    Book.objects.all().delete()
    for row in rows:
        shelf = Shelf.objects.create(name=row["shelf"][0]) if row["shelf"] else None
        Book.objects.create(**row | {"shelf": shelf})


def forwards(order: Any, size: int) -> list[int]:
    page = keyset(Book.objects.all(), order, size=size)
    found = [row.pk for row in page.rows]
    while page.later:
        page = keyset(Book.objects.all(), order, after=page.later, size=size)
        assert page.earlier
        found += [row.pk for row in page.rows]
    return found


def whole(order: Any) -> list[int]:
    terms = []
    for term in order:
        column = models.F(term.removeprefix("-"))
        terms.append(column.desc(nulls_last=True) if term.startswith("-") else column.asc(nulls_last=True))
    return list(Book.objects.order_by(*terms).values_list("pk", flat=True))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(ORDERS), st.integers(1, 5))
def test_pages_forwards_and_backwards_are_the_whole_list(rows: Any, order: Any, size: int) -> None:
    fill(rows)
    assert forwards(order, size) == whole(order)
    end = keyset(Book.objects.all(), order, size=1000)
    if not end.rows:
        return
    last = keyset(Book.objects.all(), order, size=size)
    while last.later:
        last = keyset(Book.objects.all(), order, after=last.later, size=size)
    found, page = [row.pk for row in last.rows], last
    while page.earlier:
        page = keyset(Book.objects.all(), order, before=page.earlier, size=size)
        assert page.later
        found = [row.pk for row in page.rows] + found
    assert found == whole(order)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.integers(1, 5))
def test_a_list_in_parts_is_paged_as_one(rows: Any, size: int) -> None:
    """Forwards and backwards, also where a part is empty or ends with a page."""
    fill(rows)

    def read(**cursor: Any) -> Any:
        titled = Part(Book.objects.filter(title="a"), ("due", "id")), Part(Book.objects.filter(title="b"), ("-id",))
        return keyset_in_turn([*titled, Part(Book.objects.filter(title="Ž"), ("-due", "id"))], size=size, **cursor)

    there = [*read_whole("a", ("due", "id")), *read_whole("b", ("-id",)), *read_whole("Ž", ("-due", "id"))]
    page = read()
    pages = [[row.pk for row in page.rows]]
    while page.later:
        page = read(after=page.later)
        pages.append([row.pk for row in page.rows])
    assert list(chain(*pages)) == there
    back = pages[-1]
    while page.earlier:
        page = read(before=page.earlier)
        back = [row.pk for row in page.rows] + back
    assert back == there


def read_whole(title: str, order: Any) -> list[int]:
    return [row.pk for row in keyset(Book.objects.filter(title=title), order, size=1000).rows]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS, st.sampled_from(ORDERS))
def test_rows_that_arrive_meanwhile_neither_repeat_nor_hide_others(first: Any, second: Any, order: Any) -> None:
    fill(first)
    there = set(whole(order))
    page = keyset(Book.objects.all(), order, size=2)
    seen = [row.pk for row in page.rows]
    for row in second:
        Book.objects.create(**row | {"shelf": None})
    while page.later:
        page = keyset(Book.objects.all(), order, after=page.later, size=2)
        seen += [row.pk for row in page.rows]
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_a_page_is_one_query() -> None:
    fill([{"due": None, "price": None, "title": "a", "shelf": None}] * 5)
    cursor = keyset(Book.objects.all(), ("due", "id"), size=2).later
    assert len(queries_of(lambda: keyset(Book.objects.all(), ("due", "id"), after=cursor, size=2))) == 1


def test_the_first_and_the_last_page_say_that_the_list_ends() -> None:
    fill([{"due": NOON, "price": None, "title": "a", "shelf": None}] * 3)
    first = keyset(Book.objects.all(), ("due", "id"), size=2)
    assert first.earlier is None
    assert keyset(Book.objects.all(), ("due", "id"), after=first.later, size=2).later is None
    assert not keyset(Book.objects.none(), ("id",))


@pytest.mark.parametrize(
    "cursor",
    ["x", "", "\x00", "a:b", "ž", signing.Signer(salt=SALT).sign_object([["id"], [1, 2]]),
     signing.Signer(salt="another").sign_object([["due", "id"], [None, 2]])],
)  # fmt: skip
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    if not cursor:
        assert keyset(Book.objects.all(), ("due", "id"), after=cursor).earlier is None
        return
    with pytest.raises(CursorRefused):
        keyset(Book.objects.all(), ("due", "id"), after=cursor)
