"""`bin/amends retry-rules`: act again on events that rules could not act on, after what was wrong was mended."""

from django.core.management.base import BaseCommand

from amends.automations.due import try_again_what_failed


class Command(BaseCommand):
    help = "Have rules act again on events that were put aside because acting on them failed."

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(f"{try_again_what_failed()} events are due again; the worker takes them up within seconds.")
