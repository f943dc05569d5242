"""`bin/seed demo|empty|load`: fill a database, or take everything out of it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from amends.operate.demo import emptying, load, world
from amends.people.models import User


class Command(BaseCommand):
    requires_system_checks = ()  # they would read the whole application first
    help = "Fill the database: the demo world, nothing at all, or very many tickets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        demo = kinds.add_parser("demo", help="two shops with orders, tickets, people and automations")
        demo.add_argument("--seed", type=int, default=2026, help="another number tells another story")
        empty = kinds.add_parser("empty", help="delete everything: tickets, orders, people")
        empty.add_argument("--yes", action="store_true", help="do not ask")
        many = kinds.add_parser("load", help="add many tickets with orders, activities and history")
        many.add_argument("--tickets", type=int, default=10_000)

    def handle(self, *args: object, kind: str, **options: object) -> None:
        {"demo": self._demo, "empty": self._empty, "load": self._load}[kind](options)

    def _demo(self, options: dict[str, object]) -> None:
        if User.objects.exists():
            raise CommandError(
                "There are people here already. The demo world goes into an empty database: bin/seed empty first."
            )
        world.build(seed=int(str(options["seed"])))
        self.stdout.write("The demo world is loaded.")

    def _empty(self, options: dict[str, object]) -> None:
        counts = emptying.what_would_go()
        if not options["yes"] and not self._confirmed(counts):
            raise CommandError("Nothing was deleted.")
        emptying.empty()
        self.stdout.write("The database is empty. The next bin/start prints a link that creates the administrator.")

    def _confirmed(self, counts: dict[str, int]) -> bool:
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        return input(f"This deletes {told}. It cannot be undone. Type EMPTY to go on: ") == "EMPTY"

    def _load(self, options: dict[str, object]) -> None:
        made = load.add_tickets(int(str(options["tickets"])))
        self.stdout.write(f"{made} tickets were added.")
