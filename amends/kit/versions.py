"""Values that every process keeps until what they are made of changes: rule sets, codes of statuses, custom fields.

    TAG_IDS = Cached("tags", lambda: dict(Tag.objects.values_list("code", "pk")))
    TAG_IDS()

Whatever such a value is made of has a named stamp in the database. The table's own triggers renew it (`renewed_by`, in
a migration), so that no way of writing can forget to. A stamp is drawn anew, never counted: a number that a transaction
took and rolled back would be taken again by another one, with other rows behind it.

A value is made after its stamp was read, so it is as fresh as the stamp or fresher, never staler. One look costs one
small query; inside `stamps_at_hand()` all looks together cost one.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Generic, TypeVar

from django.db import connection, migrations

T = TypeVar("T")

_at_hand: ContextVar[Mapping[str, str] | None] = ContextVar("stamps_at_hand", default=None)


def stamp_of(name: str) -> str:
    """The present stamp; "" while nothing of the kind was ever written."""
    known = _at_hand.get()
    return (_stamps() if known is None else known).get(name, "")


def _stamps() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, stamp::text FROM kit_version")
        return dict(cursor.fetchall())


class _OnFirstLook(Mapping[str, str]):
    """All stamps, read when somebody asks for one of them."""

    @cached_property
    def _read(self) -> Mapping[str, str]:
        return _stamps()

    def __getitem__(self, name: str) -> str:
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)


@contextmanager
def stamps_from_first_look() -> Iterator[None]:
    """Like `stamps_at_hand`, for a request that may look at none: they are read at the first look, all at once."""
    before = _at_hand.set(_OnFirstLook())
    try:
        yield
    finally:
        _at_hand.reset(before)


@contextmanager
def stamps_at_hand() -> Iterator[None]:
    """Read all stamps now: inside the block they are asked for no more, and changes made meanwhile are not seen.

    For one request or one batch of work. A block that changes what it also reads from a cache asks without it.
    """
    before = _at_hand.set(_stamps())
    try:
        yield
    finally:
        _at_hand.reset(before)


class Cached(Generic[T]):
    """`make()`, made once per process and stamp. Nobody may change the value, and it holds nothing translated."""

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        self.name = name
        self._make = make
        self._kept: tuple[str, T] | None = None

    def __call__(self) -> T:
        stamp = stamp_of(self.name)
        kept = self._kept
        if kept is None or kept[0] != stamp:
            kept = self._kept = (stamp, self._make())
        return kept[1]


def renew(name: str) -> None:
    """Renew a stamp by hand, after the change and inside its transaction: for what no trigger can see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT amends_renew(%s)", [name])


def renewed_by(table: str, name: str, columns: Collection[str] = ()) -> migrations.RunSQL:
    """A migration's operation: every statement that writes to `table` renews the stamp `name`.

    Until it commits, others that would renew it wait. With `columns` a change of others renews nothing.
    """
    trigger = f"{table}_renews_{name}"
    changed = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return migrations.RunSQL(
        f"CREATE TRIGGER {trigger} AFTER INSERT OR {changed} OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION amends_renewed('{name}')",
        f"DROP TRIGGER {trigger} ON {table}",
    )


INSTALL = [
    "CREATE TABLE kit_version (name text PRIMARY KEY, stamp uuid NOT NULL)",
    "CREATE FUNCTION amends_renew(text) RETURNS void LANGUAGE sql AS $f$"
    " INSERT INTO kit_version VALUES ($1, gen_random_uuid())"
    " ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp $f$",
    "CREATE FUNCTION amends_renewed() RETURNS trigger LANGUAGE plpgsql AS $f$"
    " BEGIN PERFORM amends_renew(TG_ARGV[0]); RETURN NULL; END $f$",
]
REMOVE = [
    "DROP FUNCTION amends_renewed()",
    "DROP FUNCTION amends_renew(text)",
    "DROP TABLE kit_version",
]
