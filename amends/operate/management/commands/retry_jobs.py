"""`bin/amends retry-jobs`: give background jobs that have failed for good one more try."""

from django.core.management.base import BaseCommand

from amends.kit.jobs import retry_failed


class Command(BaseCommand):
    help = "Give background jobs that have failed for good one more try, after what was wrong was mended."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"Due again: {retry_failed()}. The worker takes them up within seconds.")
