"""Values kept until what they are made of changes."""

import pytest
from django.db import connection, transaction

from amends.kit.testing import beside, queries_of
from amends.kit.versions import Cached, renew, stamp_of, stamps_at_hand, stamps_from_first_look

pytestmark = pytest.mark.database


class Source:
    """Counts how often the value was made."""

    def __init__(self) -> None:
        self.made = 0
        self.cached = Cached("things", self._make)

    def _make(self) -> int:
        self.made += 1
        return self.made


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def table(db) -> str:
    """A table whose writing renews the stamp, as a migration makes it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE thing (n int)")
        cursor.execute(
            "CREATE TRIGGER thing_renews_things AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON thing"
            " FOR EACH STATEMENT EXECUTE FUNCTION amends_renewed('things')"
        )
    return "thing"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_value_is_made_once_for_a_stamp(source: Source):
    assert (source.cached(), source.cached(), source.made) == (1, 1, 1)


@pytest.mark.django_db
def test_a_renewed_stamp_makes_it_anew(source: Source):
    source.cached()
    renew("things")
    assert source.cached() == 2


@pytest.mark.django_db
def test_another_stamp_leaves_it_alone(source: Source):
    source.cached()
    renew("other")
    assert source.cached() == 1


@pytest.mark.parametrize(
    "statement", ["INSERT INTO thing VALUES (1)", "UPDATE thing SET n = 2", "DELETE FROM thing", "TRUNCATE thing"]
)
def test_any_way_of_writing_to_a_table_renews_its_stamp(table: str, source: Source, statement: str):
    run("INSERT INTO thing VALUES (7)")
    source.cached()
    run(statement)
    assert source.cached() == 2


@pytest.mark.django_db
def test_a_change_that_was_rolled_back_is_forgotten_and_its_stamp_is_never_taken_again(source: Source):
    source.cached()
    before = stamp_of("things")
    try:
        with transaction.atomic():
            renew("things")
            taken_back = stamp_of("things")
            source.cached()
            raise ValueError
    except ValueError:
        pass
    assert stamp_of("things") == before
    source.cached()
    made = source.made
    renew("things")
    assert stamp_of("things") not in (before, taken_back)
    assert source.cached() == made + 1


@pytest.mark.django_db
def test_with_the_stamps_at_hand_many_looks_cost_one_query(source: Source):
    def look() -> None:
        with stamps_at_hand():
            for _time in range(5):
                source.cached()

    assert len(queries_of(look)) == 1


@pytest.mark.django_db(transaction=True)
def test_another_connection_sees_the_change_once_it_is_committed(source: Source):
    source.cached()
    with beside() as at_once:
        at_once(lambda: renew("things")).result(20)
    assert source.cached() == 2
    run("DELETE FROM kit_version WHERE name = 'things'")


@pytest.mark.django_db
def test_a_request_that_looks_at_nothing_asks_nothing_and_any_other_asks_once(source: Source):
    def looking(times: int) -> int:
        with stamps_from_first_look():
            for _again in range(times):
                source.cached()
        return times

    assert queries_of(lambda: looking(0)) == []
    assert len(queries_of(lambda: looking(3))) == 1
