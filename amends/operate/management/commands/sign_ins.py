"""The demo world's people with their passwords, as JSON: [role, e-mail address, password] each."""

import json

from django.core.management.base import BaseCommand

from amends.operate.demo.cast import sign_ins


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(json.dumps(sign_ins(), ensure_ascii=False))
