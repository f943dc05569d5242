"""One import from beginning to end: read everything, then write.

Nothing of a file reaches the orders before its last byte has been read and understood, so a file that turns out to be
broken leaves them as they were. Reading goes into temporary tables of this connection, writing into the orders in
transactions of a few thousand, each together with the counts of the import. Killed at any moment and run again, an
import ends with the same orders and the same counts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import BinaryIO

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from amends.journal.actors import Actor, ActorKind
from amends.journal.recording import record
from amends.kit import locks
from amends.orders.events import OrdersImportFailed, OrdersImportFinished
from amends.orders.imports import applying, csv_table, feed_states, staging, xml_feed, xml_order
from amends.orders.imports.bytes import Pieces
from amends.orders.imports.reasons import FeedRefused, RowRefused
from amends.orders.imports.rows import Checker, KnownOrder, RawOrder
from amends.orders.imports.sources import Sources
from amends.orders.models import FileFormat, ImportProblem, ImportState, OrderImport, Shop

READ_AT_ONCE = 2_000
WRITTEN_AT_ONCE = 5_000
"""Orders between two signs of life: some tenths of a second."""
KEPT_PROBLEMS = 10_000
"""Problems that are kept for reading; more are only counted. Nobody mends ten thousand rows by hand."""

Progress = Callable[[OrderImport], None]
_READERS = {FileFormat.XML: xml_feed.read_xml, FileFormat.CSV: csv_table.read_csv}
_NAMES = {
    FileFormat.XML: (xml_order.NAMES, xml_order.ITEM_NAMES),
    FileFormat.CSV: (csv_table.ORDER_NAMES, csv_table.ITEM_NAMES),
}


def run(order_import: OrderImport, stream: BinaryIO, progress: Progress = lambda order_import: None) -> None:
    """Import `stream`; how it ended stands in `order_import`. Two imports of one shop run one after the other.

    `progress` is called a few times a second with the row as it stands.
    """
    with locks.alone(lock_of(order_import.shop)):
        order_import.refresh_from_db()
        if order_import.is_over:
            return
        try:
            _Run(order_import, progress).go(stream)
        except FeedRefused as refusal:
            fail(order_import, refusal)
        finally:
            staging.drop_tables()


@transaction.atomic
def fail(order_import: OrderImport, refusal: FeedRefused) -> None:
    """Write down that and why the file was not imported."""
    order_import.failure, order_import.failure_details = refusal.code, refusal.details
    _finish(order_import, ImportState.FAILED)
    record(
        OrdersImportFailed(
            import_id=order_import.pk,
            shop=order_import.shop.code,
            file_name=order_import.file_name,
            reason=refusal.code,
        ),
        by=_actor(order_import),
        shop=order_import.shop_id,
    )


@transaction.atomic
def finish_same(order_import: OrderImport) -> None:
    """Write down that there was nothing to import: the shop says that its feed has not changed."""
    order_import.is_same = True
    order_import.save(update_fields=["is_same"])
    _finish(order_import, ImportState.FINISHED)


def is_under_way(shop: Shop) -> bool:
    """Does any process work on an import of this shop right now? Answers without waiting."""
    return locks.is_held(lock_of(shop))


class _Run:
    def __init__(self, order_import: OrderImport, progress: Progress) -> None:
        self.row = order_import
        self.progress = progress
        file_format = FileFormat(order_import.format)
        self.read = _READERS[file_format]
        self.checker = Checker(order_import.shop, *_NAMES[file_format])
        self.sources = Sources(order_import.shop, file_format)
        self.scattered: dict[str, int] = {}
        """Codes whose rows came again after those of other orders, with the line where they did."""
        self.batch = staging.Batch()
        self.staged = 0
        self.firsts: list[int] = []
        """The first place in the file of each few thousand orders that are to be written."""
        self.problems: list[ImportProblem] = []

    def go(self, stream: BinaryIO) -> None:
        self._start()
        pieces = Pieces(stream)
        for found in self.read(pieces, self.sources):
            self._take(found)
            if len(self.batch) + len(self.problems) >= READ_AT_ONCE:
                self._flush(pieces)
        self._flush(pieces)
        staging.prepare()
        self._set_aside_repeated()
        self._leave_known()
        for first, next_first in pairwise([*self.firsts, self.row.orders_read + 1]):
            self._write(first, next_first - 1)
        applying.settle_search(self.row.created + self.row.changed)
        self._end()

    def _start(self) -> None:
        self.row.problems.all().delete()
        self.row.state = ImportState.READING
        self.row.started_at = self.row.started_at or timezone.now()
        self.row.bytes_read = self.row.orders_read = self.row.orders_applied = self.row.bad = 0
        self._save("state", "started_at", "bytes_read", "orders_read", "orders_applied", "bad")
        staging.create_tables()

    def _take(self, raw: RawOrder | KnownOrder) -> None:
        self.row.orders_read += 1
        if isinstance(raw, KnownOrder):
            self.batch.add_known(self.row.orders_read, raw)
            return
        try:
            order = self.checker.check(raw)
        except RowRefused as refusal:
            code = " ".join((raw.texts.get("code") or raw.texts.get("external_id", "")).split())
            self._problem(refusal.at or raw.line, code, refusal)
            if refusal.code == "scattered":
                self.scattered.setdefault(code, raw.line)
        else:
            if self.staged % WRITTEN_AT_ONCE == 0:
                self.firsts.append(self.row.orders_read)
            self.staged += 1
            self.batch.add(self.row.orders_read, order)

    def _problem(self, line: int, code: str, refusal: RowRefused) -> None:
        self.row.bad += 1
        if self.row.bad <= KEPT_PROBLEMS:
            self.problems.append(
                ImportProblem(
                    order_import=self.row,
                    line=line,
                    order_code=code[:100],
                    reason=refusal.code,
                    details=refusal.details,
                )
            )

    def _flush(self, pieces: Pieces) -> None:
        self.batch.stage()
        ImportProblem.objects.bulk_create(self.problems, batch_size=1000)
        self.batch, self.problems = staging.Batch(), []
        self.row.bytes_read = pieces.bytes_read
        self._save("bytes_read", "orders_read", "bad")

    def _set_aside_repeated(self) -> None:
        """The same order twice: in a feed the last one counts, in a table the rows should have stood together."""
        for line, code in staging.set_aside(self.row.shop, self.scattered) if self.scattered else ():
            self._problem(line, code, RowRefused("scattered", line=self.scattered[code]))
        for line, code, other in staging.set_aside_repeated(self.row.shop):
            self._problem(line, code, RowRefused("twice", line=other))
        ImportProblem.objects.bulk_create(self.problems, batch_size=1000)
        self.row.state = ImportState.APPLYING
        self._save("bad", "state")

    def _leave_known(self) -> None:
        """Orders that are just as they were need nothing but to be counted."""
        if count := staging.count_known():
            self.row.orders_applied = count
            self._save("orders_applied")

    def _write(self, first: int, last: int) -> None:
        with _without_waiting():
            written = applying.apply_staged(self.row.shop, first, last, since=self.row.created_at)
            OrderImport.objects.filter(pk=self.row.pk).update(
                orders_applied=F("orders_applied") + written.staged,
                created=F("created") + written.created,
                changed=F("changed") + written.changed,
                heard_at=timezone.now(),
            )
        self.row.refresh_from_db(fields=["orders_applied", "created", "changed", "heard_at"])
        self.progress(self.row)

    @transaction.atomic
    def _end(self) -> None:
        _finish(self.row, ImportState.FINISHED)
        counts = {name: getattr(self.row, name) for name in ("created", "changed", "unchanged", "bad")}
        fact = OrdersImportFinished(
            import_id=self.row.pk, shop=self.row.shop.code, file_name=self.row.file_name, **counts
        )
        record(fact, by=_actor(self.row), shop=self.row.shop_id)

    def _save(self, *fields: str) -> None:
        self.row.heard_at = timezone.now()
        with _without_waiting():
            self.row.save(update_fields=[*fields, "heard_at"])
        self.progress(self.row)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """A transaction on the way, which need not wait for the disk: the end of the import does, and takes all with it.

    Should the whole machine fall before, orders and counts are both as they were, and the import runs again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        yield


def _finish(order_import: OrderImport, state: ImportState) -> None:
    order_import.state = state
    order_import.finished_at = timezone.now()
    order_import.save(update_fields=["state", "finished_at", "failure", "failure_details"])
    if order_import.is_fetched:
        feed_states.settle(order_import)
    transaction.on_commit(lambda: _forget_file(order_import), robust=True)


def _forget_file(order_import: OrderImport) -> None:
    """The upload holds personal data and has served its purpose."""
    if order_import.file:
        order_import.file.delete(save=False)
        OrderImport.objects.filter(pk=order_import.pk).update(file="")


def _actor(order_import: OrderImport) -> Actor:
    actor = order_import.actor
    return Actor(ActorKind(actor["kind"]), actor["id"], actor["label"])


def lock_of(shop: Shop) -> str:
    """The name of the lock under which the shop's imports run; a killed process holds none."""
    return f"orders-import:{shop.pk}"
