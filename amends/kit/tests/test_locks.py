from functools import partial

import pytest
from django.db import transaction

from amends.kit import locks
from amends.kit.testing import beside

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lock_is_held_over_several_transactions_until_the_block_ends():
    with beside() as run:
        with locks.alone("matter"):
            with transaction.atomic():
                pass
            assert run(partial(locks.is_held, "matter")).result()
            assert not run(partial(locks.is_held, "another")).result()
        assert not run(partial(locks.is_held, "matter")).result()


def test_asking_leaves_a_lock_free():
    with beside() as run:
        assert not locks.is_held("matter")
        assert not run(partial(locks.is_held, "matter")).result()


def test_what_a_transaction_holds_is_free_when_it_ends():
    with beside() as run:
        with transaction.atomic():
            locks.hold("b", "a")
            assert [run(partial(locks.is_held, name)).result() for name in "ab"] == [True, True]
        assert [run(partial(locks.is_held, name)).result() for name in "ab"] == [False, False]
