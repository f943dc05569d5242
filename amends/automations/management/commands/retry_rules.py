"""`bin/amends retry-rules`: act again on events that rules could not act on, after what was wrong was mended."""

import argparse

from django.core.management.base import BaseCommand

from amends.automations.due import give_up_what_failed, try_again_what_failed


class Command(BaseCommand):
    help = "Have rules act again on events that were put aside because acting on them failed, the oldest first."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--give-up", action="store_true", help="never act on them; what waits for them is acted on all the same"
        )

    def handle(self, *args: object, **options: object) -> None:
        if options["give_up"]:
            self.stdout.write(f"Given up: {give_up_what_failed()}. What waited for them is acted on within seconds.")
        else:
            self.stdout.write(f"Due again: {try_again_what_failed()}. The worker takes them up within seconds.")
