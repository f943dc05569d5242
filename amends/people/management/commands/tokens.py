"""`bin/amends tokens`: API tokens from the terminal."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.people.actions.tokens import make_token, revoke_token
from amends.people.models import Scope, User
from amends.people.queries import find_token, find_user, tokens_of


class Command(BaseCommand):
    help = "Create, list and revoke API tokens of a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        create = deeds.add_parser("create", help="make a token and print it, this once")
        create.add_argument("email", help="of the person it acts for")
        create.add_argument("name", help="what will use it")
        create.add_argument("--scope", choices=Scope.values, default=Scope.READ, help="the widest permission")
        create.add_argument("--days", type=int, help="how many days it works (default: until revoked)")
        deeds.add_parser("list", help="tokens of a person").add_argument("email")
        deeds.add_parser("revoke", help="end a token").add_argument("prefix", help="the part after amends_")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        try:
            getattr(self, f"_{deed}")(options)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused

    def _create(self, options: dict[str, Any]) -> None:
        days = options["days"]
        _token, secret = make_token(
            _person(options["email"]),
            name=options["name"],
            scope=Scope(options["scope"]),
            expires_at=timezone.now() + timedelta(days=days) if days is not None else None,
            by=Actor.system("terminal"),
        )
        self.stdout.write(secret)

    def _list(self, options: dict[str, Any]) -> None:
        for token in tokens_of(_person(options["email"])):
            until = token.expires_at.date().isoformat() if token.expires_at else "until revoked"
            used = token.last_used_at.date().isoformat() if token.last_used_at else "never used"
            self.stdout.write(f"{token.prefix}\t{token.name}\t{token.widest_scope}\t{until}\t{used}")

    def _revoke(self, options: dict[str, Any]) -> None:
        token = find_token(options["prefix"])
        if token is None:
            raise CommandError(
                f"No token begins with amends_{options['prefix']}. `tokens list` shows a person's tokens."
            )
        revoke_token(token, by=Actor.system("terminal"))
        self.stdout.write(f"{token.name} no longer works.")


def _person(email: str) -> User:
    user = find_user(email)
    if user is None:
        raise CommandError(f"Nobody has the address {email}. `users list` shows everybody.")
    return user
