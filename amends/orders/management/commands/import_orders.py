"""`bin/amends import-orders FILE --shop CODE`: import orders from a file or, with `-`, from standard input."""

import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amends.journal.actors import Actor
from amends.orders.actions.imports import import_orders
from amends.orders.models import FileFormat, ImportState, OrderImport, Shop

SHOWN_PROBLEMS = 20


class Command(BaseCommand):
    help = (
        "Import orders from an XML feed or a CSV table (docs/formats/orders.md) into the orders of a shop. "
        "Exit code 0: everything went in; 1: the file was refused, no order was changed; "
        "2: wrong arguments; 3: some orders were left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--shop", required=True, help="code of the shop the orders belong to")
        parser.add_argument("--format", choices=FileFormat.values, help="default: by the ending of the file's name")

    def handle(self, *args: Any, **options: Any) -> None:
        shop, file_format = _shop(options["shop"]), _format(options["file"], options["format"])
        line = _ProgressLine(self.stderr)
        with _opened(options["file"]) as stream:
            size = None if options["file"] == "-" else Path(options["file"]).stat().st_size
            done = import_orders(
                stream,
                file_format,
                shop,
                by=Actor.system("import-orders"),
                progress=line.show,
                file_name=options["file"],
                size=size,
            )
        line.clear()
        self._report(done)

    def _report(self, done: OrderImport) -> None:
        if done.state == ImportState.FAILED:
            self.stderr.write(str(done.failure_sentence))
            sys.exit(1)
        for problem in done.problems.order_by("line", "id")[:SHOWN_PROBLEMS]:
            self.stderr.write(f"line {problem.line}, order {problem.order_code or '?'}: {problem.sentence}")
        if done.bad > SHOWN_PROBLEMS:
            self.stderr.write(f"... and {done.bad - SHOWN_PROBLEMS} more; the import page lists them.")
        self.stdout.write(
            f"{done.created} new, {done.changed} changed, {done.unchanged} unchanged, {done.bad} not imported."
        )
        if done.bad:
            sys.exit(3)


class _ProgressLine:
    """One line that is written over, on a terminal only and at most ten times a second."""

    def __init__(self, out: Any) -> None:
        self.out = out
        self.shown_at = 0.0
        self.is_terminal = bool(getattr(out, "isatty", lambda: False)())

    def show(self, done: OrderImport) -> None:
        if self.is_terminal and time.monotonic() - self.shown_at > 0.1:
            self.shown_at = time.monotonic()
            percent = "" if done.percent is None else f"{done.percent} %, "
            applied = f", {done.orders_applied} written" if done.orders_applied else ""
            self.out.write(f"\r\033[K{percent}{done.orders_read} orders read{applied}", ending="")
            self.out.flush()

    def clear(self) -> None:
        if self.is_terminal:
            self.out.write("\r\033[K", ending="")


def _shop(code: str) -> Shop:
    shop = Shop.objects.filter(code=code).first()
    if shop is None:
        known = ", ".join(Shop.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no shop with the code {code}. Shops: {known}.", returncode=2)
    return shop


def _format(file: str, given: str | None) -> str:
    ending = Path(file).suffix.lower().lstrip(".")
    if not given and ending not in FileFormat.values:
        raise CommandError("The name of the file does not tell its format: add --format xml or csv.", returncode=2)
    return given or ending


@contextmanager
def _opened(file: str) -> Any:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=2) from None
