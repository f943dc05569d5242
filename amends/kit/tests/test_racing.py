"""Rows are the same and in the same order whichever way leads to them, and the ways are tried where they should be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amends.kit import racing
from amends.kit.paging import keyset, number_in
from amends.kit.testing import queries_of


class Kind(models.Model):
    made = models.DateTimeField(null=True)
    objects: Any = models.Manager()

    class Meta:
        app_label = "kit"
        managed = False

    def __str__(self) -> str:
        return str(self.made)


class Visit(models.Model):
    """With the indexes of a list: all in the order of their deadlines, and those that are open."""

    due = models.DateTimeField(null=True)
    made = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    name = models.CharField(max_length=5, unique=True)
    state = models.CharField(max_length=5)
    kind = models.ForeignKey(Kind, on_delete=models.CASCADE, null=True)
    objects: Any = models.Manager()

    class Meta:
        app_label = "kit"
        managed = False
        indexes = [
            models.Index("due", "id", name="visit_due"),
            models.Index(F("due").desc(nulls_last=True), F("id").desc(), name="visit_down", condition=Q(closed=None)),
            models.Index("made", name="visit_made", condition=Q(closed=None, state="new")),
            models.Index("kind", F("made").desc(), name="visit_kind"),
            models.Index("state", F("made").desc(), F("id").desc(), name="visit_state"),
        ]

    def __str__(self) -> str:
        return self.name


@pytest.fixture
def visits(db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Kind)
        editor.create_model(Visit)
    with racing.sizes.taken_for(racing.SMALL):
        yield


pytestmark = [pytest.mark.usefixtures("visits"), pytest.mark.database]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENTS = st.integers(0, 6).map(lambda step: NOON + timedelta(hours=step))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "due": st.none() | MOMENTS,
            "made": MOMENTS,
            "closed": st.none() | MOMENTS,
            "state": st.sampled_from(["new", "old"]),
            "kind": st.none() | st.just(None) | MOMENTS,
        }
    ),
    max_size=14,
)
CONDITIONS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["due__gte", "made__lt", "made__gte", "closed__gte", "kind__made__gte"]), MOMENTS),
        st.tuples(st.sampled_from(["due__isnull", "closed__isnull", "kind__made__isnull"]), st.booleans()),
        st.tuples(st.just("state__in"), st.sampled_from([["new"], ["new", "old"]])),
        st.tuples(st.just("name__folded__contains"), st.sampled_from(["0", "1", "7"])),
    ).map(lambda pair: Q(pair)),
    min_size=1,
    max_size=3,
)
ORDERS = [("due", "id"), ("-due", "-id"), ("-made", "-id"), ("name",), ("kind_id", "due", "id"), ("state", "id")]
ROUNDS = ((1, 1, 1000), (2, 2, 1000), (3, None, None))
"""Small, so that a few rows go through all of them."""


def fill(rows: list[dict[str, Any]]) -> None:
    Visit.objects.all().delete()
    for place, row in enumerate(rows):
        kind = None if row["kind"] is None else Kind.objects.create(made=row["kind"])
        Visit.objects.create(**row | {"kind": kind, "name": f"{place * 7 % 15:02}"})


def whole(found: Any, order: Any) -> list[int]:
    terms = [
        F(term.removeprefix("-")).desc(nulls_last=True) if term.startswith("-") else F(term).asc(nulls_last=True)
        for term in order
    ]
    return list(found.order_by(*terms).values_list("pk", flat=True))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    ROWS, CONDITIONS, st.booleans(), st.booleans(), st.sampled_from(ORDERS), st.integers(1, 4),
    st.sampled_from([ROUNDS, ((1, None, None),), ((1, 1, 0), (1, None, None)), racing.ROUNDS]),
)  # fmt: skip
def test_pages_are_the_whole_list_whichever_way_leads_to_them(
    rows: Any, conditions: Any, either: bool, plain: bool, order: Any, size: int, rounds: Any
) -> None:
    fill(rows)
    asked = Q()
    for condition in conditions:
        asked = asked | condition if either else asked & condition
    found = Visit.objects.filter(asked)
    there = whole(found, order)
    if plain:
        found = found.annotate(known=F("kind__made")).values("id", "due", "made", "name", "kind_id", "state", "known")

    def read(**cursor: Any) -> Any:
        return keyset(found, order, size=size, **cursor)

    def keys(page: Any) -> list[int]:
        return [row["id"] if plain else row.pk for row in page.rows]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(racing, "ROUNDS", rounds)
        patched.setattr(racing, "PAGES", 0)
        page = read()
        assert number_in(found, order, 5, trail=page.trail) == min(len(there), 6)
        pages = [keys(page)]
        while page.later:
            page = read(after=page.later)
            assert number_in(found, order, 20, trail=page.trail) == len(there)
            pages.append(keys(page))
        assert list(chain(*pages)) == there
        back = pages[-1]
        while page.earlier:
            page = read(before=page.earlier)
            back = keys(page) + back
        assert back == there


def asked_of(found: Any, *order: str) -> list[str]:
    return queries_of(lambda: keyset(found, order or ("due", "id"), size=2))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "PAGES", 0)
    fill([{"due": NOON, "made": NOON, "closed": None, "state": "new", "kind": None}] * 3)


def test_a_walk_that_finds_a_page_is_the_only_statement(few: None) -> None:
    [walk] = asked_of(Visit.objects.filter(made__gte=NOON))
    assert 'FROM (SELECT "kit_visit"."id"' in walk
    assert 'ORDER BY "kit_visit"."due" ASC NULLS LAST, "kit_visit"."id" ASC LIMIT 1000) "kit_visit"' in walk


def test_rows_that_a_walk_does_not_meet_soon_are_found_first_and_then_sorted(few: None) -> None:
    _walk, explained, found = asked_of(Visit.objects.filter(made__gte=NOON + timedelta(days=1)))
    assert explained.startswith("EXPLAIN SELECT")
    assert found.startswith('WITH passing (k, c0, c1) AS MATERIALIZED (SELECT "kit_visit"."id" AS "pk"')
    assert "few AS MATERIALIZED (SELECT * FROM passing LIMIT 4001)" in found
    assert found.endswith("FROM few ORDER BY c0 ASC NULLS LAST, c1 ASC LIMIT 3")


def test_where_more_pass_than_are_found_at_first_the_walk_goes_on(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 1000), (3, None, None)))
    asked = asked_of(Visit.objects.filter(made__gte=NOON))
    assert ["EXPLAIN" in one or ("MATERIALIZED" in one and "found") or "walked" for one in asked] == [
        "walked",
        True,
        "found",
        "walked",
    ]


def test_where_very_many_are_expected_they_are_not_looked_for(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 0), (3, None, None)))
    assert not any("MATERIALIZED" in one for one in asked_of(Visit.objects.filter(made__gte=NOON)))


def test_of_what_is_found_by_a_text_fewer_are_looked_for(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs many rows of a walk: of a frequent word that no new ticket had, 32 thousand took a second."""
    _walk, _explained, found = asked_of(Visit.objects.filter(name__folded__contains="zz"))
    assert "few AS MATERIALIZED (SELECT * FROM passing LIMIT 501)" in found
    monkeypatch.setattr(racing, "ROUNDS", ((1, 8, 1000), (3, None, None)))
    Visit.objects.update(name=Concat("name", Value("x")))
    assert not any("MATERIALIZED" in one for one in asked_of(Visit.objects.filter(name__folded__contains="x")))


def test_a_walk_goes_along_the_rows_that_its_index_has(few: None) -> None:
    open_, new = Visit.objects.filter(closed=None), Visit.objects.filter(closed=None, state__in=["new"])
    [walk] = asked_of(open_.filter(made__gte=NOON), "-due", "-id")
    assert 'WHERE "kit_visit"."closed" IS NULL ORDER BY "kit_visit"."due" DESC NULLS LAST' in walk
    [walk] = asked_of(new.filter(due__gte=NOON), "made", "id")
    assert walk.count("""'new'""") == 2
    [walk] = asked_of(Visit.objects.filter(Q(closed=None) | Q(state="new"), made__gte=NOON), "-due", "-id")
    assert "LIMIT 1000)" in walk
    assert "IS NULL ORDER BY" not in walk


def test_a_walk_begins_where_the_filter_does(few: None) -> None:
    """What stands in the index is asked there; a walk past all that is not yet due would meet nothing."""
    later = Visit.objects.filter(due__gte=NOON, closed__gte=NOON)
    assert 'WHERE "kit_visit"."due" >=' in asked_of(later)[0].partition(') "kit_visit"')[0]
    of_kind = Visit.objects.filter(kind=1, due__gte=NOON)
    stretch = asked_of(of_kind, "-made", "-id")[0].partition(') "kit_visit"')[0]
    assert stretch.endswith(
        'WHERE "kit_visit"."kind_id" = 1 ORDER BY "kit_visit"."made" DESC, "kit_visit"."id" DESC LIMIT 1000'
    )


def test_what_the_database_computes_is_asked_of_the_rows(few: None) -> None:
    later = Visit.objects.filter(due__gte=F("made"), closed__gte=NOON)
    assert "WHERE" not in asked_of(later)[0].partition(') "kit_visit"')[0]


def test_a_walk_that_came_to_its_end_has_them_all(few: None) -> None:
    of_state = Visit.objects.filter(state="new", due__gte=NOON + timedelta(days=1))
    asked = asked_of(of_state, "-made", "-id")
    assert len(asked) == 2
    assert asked[1].endswith("LIMIT 1 OFFSET 999")
    assert number_in(of_state, ("-made", "-id"), 5) == 0


def test_how_many_there_are_is_not_asked_anew_where_all_were_found(few: None) -> None:
    found = Visit.objects.filter(made__gte=NOON + timedelta(days=1))
    page = keyset(found, ("due", "id"), size=2)
    assert queries_of(lambda: number_in(found, ("due", "id"), 5, trail=page.trail)) == []


def test_how_many_there_are_is_looked_for_where_the_page_was_found(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 0), (3, None, None)))
    found = Visit.objects.filter(made__gte=NOON)
    page = keyset(found, ("due", "id"), size=2)
    [walk] = queries_of(lambda: number_in(found, ("due", "id"), 1, trail=page.trail))
    assert "LIMIT 3)" in walk


def test_twice_as_many_are_found_as_are_expected(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 1000), (1, None, None)))
    monkeypatch.setattr(racing, "_expected", lambda ordered: 7)
    assert "LIMIT 15)" in asked_of(Visit.objects.filter(made__gte=NOON))[1]


@pytest.mark.parametrize(
    ("condition", "order"),
    [
        (Q(made__gte=NOON), ("due", "id")),
        (Q(state="new"), ("due", "id")),
        (Q(state__in=["new", "old"]), ("due", "id")),
        (Q(closed=None, state="new"), ("-due", "-id")),
        (Q(closed=None) | Q(state="new"), ("-due", "-id")),
        (~Q(state="new"), ("due", "id")),
        (Q(kind__made=None), ("due", "id")),
        (Q(due__gte=NOON, kind=1), ("made", "id")),
    ],
)
def test_what_no_index_has_in_its_order_is_gone_after_either_way(few: None, condition: Q, order: Any) -> None:
    assert "FROM (SELECT" in asked_of(Visit.objects.filter(condition), *order)[0]


@pytest.mark.parametrize(
    ("condition", "order"),
    [
        (Q(), ("due", "id")),
        (Q(due__gte=NOON), ("due", "id")),
        (Q(closed=None), ("-due", "-id")),
        (Q(closed=None, due__lt=NOON), ("-due", "-id")),
        (Q(closed=None, state="new"), ("made", "id")),
        (Q(kind=1), ("-made", "-id")),
        (Q(made__gte=NOON), ("kind_id", "-made", "id")),
        (Q(made__gte=NOON), ("closed", "id")),
        (Q(made__gte=NOON), ("kind__made", "id")),
    ],
    ids=[
        "all",
        "what it is sorted by",
        "what an index leaves out",
        "both",
        "what an index leaves out, in two columns",
        "what an index begins with",
        "what it is sorted by besides",
        "no index",
        "the order of another table",
    ],
)
def test_other_lists_are_left_to_the_database(few: None, condition: Q, order: tuple[str, ...]) -> None:
    [asked] = asked_of(Visit.objects.filter(condition), *order)
    assert "FROM (" not in asked
    assert "MATERIALIZED" not in asked


def test_a_small_table_is_left_to_the_database(few: None) -> None:
    with racing.sizes.taken_for(racing.SMALL - 1):
        [asked] = asked_of(Visit.objects.filter(made__gte=NOON))
    assert "FROM (" not in asked


def test_how_large_a_table_is_is_what_analyze_found() -> None:
    read = racing.Sizes()
    assert read(Visit) == -1
    fill([{"due": NOON, "made": NOON, "closed": None, "state": "new", "kind": None}] * 3)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kit_visit")
    assert (read(Visit), racing.Sizes()(Visit)) == (-1, 3), "the first asked within the hour"


def test_a_condition_may_be_written_otherwise_for_each_way(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    either = racing.EachWay(walk=Q(name__contains="0"), find=Q(pk__in=Visit.objects.filter(name__contains="0")))
    monkeypatch.setattr(racing, "ROUNDS", ((1, 1, 0), (1, None, None)))
    walk, _explained, _walk, find, rows = asked_of(Visit.objects.filter(either))
    assert "LIKE" in walk
    assert "IN (SELECT" not in walk
    assert "IN (SELECT" in find
    assert "IN (SELECT" not in rows
    assert number_in(Visit.objects.filter(either), ("due", "id"), 5) == Visit.objects.filter(either).count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ROWS, CONDITIONS, st.sampled_from(ORDERS), st.integers(0, 15), st.sampled_from([ROUNDS, ((1, None, None),)]))
def test_rows_are_counted_up_to_a_number_whichever_way(
    rows: Any, conditions: Any, order: Any, most: int, rounds: Any
) -> None:
    fill(rows)
    found = Visit.objects.filter(*conditions)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(racing, "ROUNDS", rounds)
        patched.setattr(racing, "PAGES", 0)
        assert number_in(found, order, most) == min(found.count(), most + 1)


OURS = [one for one in apps.get_models() if one._meta.managed and one.__module__.startswith("amends.")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_the_indexes_of_every_table_are_understood(model: type[models.Model]):
    """A condition such as "state is one of these" or "the e-mail is not empty" is none that a list asks for."""
    rows = model._base_manager.filter(pk__isnull=False)
    with racing.sizes.taken_for(racing.SMALL):
        for index in model._meta.indexes:
            names = [name.removeprefix("-") for name in index.fields[:1]]
            for order in ([F(name).asc(), F("pk").asc()] for name in names):
                assert racing.first_rows(rows, order, 5) == list(rows.order_by(*order)[:5])
