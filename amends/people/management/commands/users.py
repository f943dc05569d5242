"""`bin/amends users`: people from the terminal, for the first days and for the day nobody can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.people.actions.deactivation import deactivate_user, reactivate_user
from amends.people.actions.invitation import invite_user, renew_invitation
from amends.people.actions.second_step import drop_second_step
from amends.people.links import invitation_path, reset_path
from amends.people.models import Role, User
from amends.people.queries import everybody, find_user


class Command(BaseCommand):
    help = "List, create, deactivate and reactivate people; make a link by which somebody sets a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list", help="everybody with role and state")
        create = deeds.add_parser("create", help="make a person and print the link by which they choose a password")
        create.add_argument("email")
        create.add_argument("name")
        create.add_argument("--role", choices=Role.values, default=Role.AGENT)
        create.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="")
        deactivate = deeds.add_parser("deactivate", help="end all access of a person")
        deactivate.add_argument("email")
        deactivate.add_argument("--successor", help="e-mail of the person who gets the open work (default: nobody)")
        deeds.add_parser("reactivate", help="let a person back in").add_argument("email")
        deeds.add_parser("link", help="print a link by which a person sets a (new) password").add_argument("email")
        drop = deeds.add_parser("drop-second-step", help="for a person who lost phone, keys and recovery codes")
        drop.add_argument("email")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        try:
            getattr(self, f"_{deed.replace('-', '_')}")(options)
        except Refused as refused:
            raise CommandError(str(refused.message)) from refused

    def _list(self, options: dict[str, Any]) -> None:
        for user in everybody():
            self.stdout.write(f"{user.email}\t{user.name}\t{user.role}\t{_state(user)}")

    def _create(self, options: dict[str, Any]) -> None:
        user = invite_user(
            email=options["email"],
            name=options["name"],
            role=Role(options["role"]),
            language=options["language"],
            by=self._actor,
        )
        self._tell_link(f"{user.email} can join by this link, once, within seven days:", invitation_path(user))

    def _deactivate(self, options: dict[str, Any]) -> None:
        successor = _person(options["successor"]) if options["successor"] else None
        deactivate_user(_person(options["email"]), successor=successor, by=self._actor)
        self.stdout.write(f"{options['email']} can sign in no more.")

    def _reactivate(self, options: dict[str, Any]) -> None:
        reactivate_user(_person(options["email"]), by=self._actor)
        self.stdout.write(f"{options['email']} can sign in again.")

    def _link(self, options: dict[str, Any]) -> None:
        user = _person(options["email"])
        if not user.is_active:
            raise CommandError(f"{user.email} was deactivated. Reactivate them first.")
        if user.has_joined:
            self._tell_link(f"{user.email} can set a new password by this link, once, within a day:", reset_path(user))
        else:
            path = invitation_path(renew_invitation(user, by=self._actor))
            self._tell_link(f"{user.email} can join by this link, once, within seven days:", path)

    def _drop_second_step(self, options: dict[str, Any]) -> None:
        drop_second_step(_person(options["email"]), by=self._actor)
        self.stdout.write(f"{options['email']} signs in with the password alone now.")

    def _tell_link(self, sentence: str, path: str) -> None:
        self.stdout.write(sentence)
        self.stdout.write(settings.BASE_URL + path)

    @property
    def _actor(self) -> Actor:
        return Actor.system("terminal")


def _person(email: str) -> User:
    user = find_user(email)
    if user is None:
        raise CommandError(f"Nobody has the address {email}. `users list` shows everybody.")
    return user


def _state(user: User) -> str:
    if not user.is_active:
        return "deactivated"
    return "active" if user.has_joined else "invited"
