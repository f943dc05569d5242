"""What one request may ask of the database in all, by a clock that only statements move on."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from amends.kit import patience
from amends.kit.outages import Outage, outage_of
from amends.kit.patience import Patience, PatienceSpent, patience_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


class Clock:
    """Each statement takes two seconds."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> float:
        self.looks += 1
        return self.looks // 2 * 2.0


def ask(sql: str = "SELECT current_setting('statement_timeout')") -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_statements_have_what_those_before_them_left_over():
    spent = Patience(7, Clock())
    with connection.execute_wrapper(spent):
        assert [ask() for _time in range(4)] == ["0", "5s", "3s", "1s"]
        with pytest.raises(PatienceSpent) as refused:
            ask()
    assert outage_of(refused.value) is Outage.TOO_LONG
    spent.forget()
    assert ask() == "0"


def test_short_statements_cost_nothing_more():
    told: list[str] = []

    class Quiet(Patience):
        def _tell(self, sql: str) -> None:
            told.append(sql)

    quiet = Quiet(1000, Clock())
    with connection.execute_wrapper(quiet):
        for _time in range(patience.SHARE * 1000 // 100 // 2):
            ask()
        assert told == []
        ask()
    quiet.forget()
    assert told == ["SET statement_timeout = 900000", "RESET statement_timeout"]


def test_a_statement_that_would_take_longer_is_ended():
    def ask_twice() -> None:
        ask("SELECT pg_sleep(0.01)::text")
        ask("SELECT pg_sleep(30)::text")

    with pytest.raises(Error) as ended, transaction.atomic(), patience_of(0.05):
        ask_twice()
    assert outage_of(ended.value) is Outage.TOO_LONG
    assert ask() == "0"


def test_who_has_all_the_time_is_never_ended():
    with patience_of(0):
        assert not connection.execute_wrappers
