"""`manage.py worker`: background jobs until SIGTERM or Ctrl+C. The supervisor runs one; more may run elsewhere."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from amends.kit import jobs


class Command(BaseCommand):
    help = "Run background jobs until told to stop (SIGTERM or Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", nargs="+", choices=list(jobs.CONCURRENCY), help="only these (all)")

    def handle(self, *args: object, queues: list[jobs.Patience] | None = None, **options: object) -> None:
        jobs.run_worker(queues)
