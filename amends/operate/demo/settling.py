"""What stands in the demo world before its first ticket: people, desks, shops, orders, automations."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher

from amends.automations.actions import create_rule
from amends.journal.actors import Actor
from amends.operate.demo.cast import COLLEAGUES, LEAVER, PASSWORD, TEAMS, Colleague
from amends.operate.demo.catalogue import SHOPS
from amends.operate.demo.feed import order_feed
from amends.operate.demo.plot import Purchase
from amends.operate.demo.rules import drafts
from amends.operate.demo.troubles import TAGS
from amends.orders.actions.imports import import_orders
from amends.orders.models import Shop
from amends.people.actions.deactivation import deactivate_user
from amends.people.actions.invitation import invite_user, join
from amends.people.actions.set_up import make_first_administrator
from amends.people.models import Role, Team, User
from amends.tickets.actions import choose_first_queue
from amends.tickets.models import Queue, QueueMembership, Tag, TicketType

BY = Actor.system("demo")
QUEUES = tuple(
    (f"{kind}-{place}", {language: f"{name} {area}" for language, name in names.items()})
    for kind, names in (
        ("claims", {"en": "Claims", "cs": "Reklamace", "pl": "Reklamacje"}),
        ("returns", {"en": "Returns", "cs": "Vratky", "pl": "Zwroty"}),
    )
    for place, area in (("cz", "CZ"), ("pl", "PL"), ("en", "EU"))
)
PLACES = {"cs": "cz", "pl": "pl", "en": "en"}


@contextmanager
def _known_password() -> Iterator[None]:
    """Hash a password that stands in the documentation without the seconds that protect a secret.

    Django hashes it again in full when somebody signs in with it.
    """
    hasher = get_hasher()
    if not isinstance(hasher, PBKDF2PasswordHasher):
        yield
        return
    hasher.iterations = 1000
    try:
        yield
    finally:
        del hasher.iterations


@_known_password()
def people() -> dict[str, User]:
    """The colleagues by key: the administrator sets up and invites, the others join."""
    teams = {name: Team.objects.create(name=name) for name in TEAMS}
    first = COLLEAGUES[0]
    admin = make_first_administrator(
        email=first.email,
        name=first.name,
        password=PASSWORD,
        language=first.language,
        time_zone=first.time_zone,
        by=BY,
    )
    found = {first.key: admin}
    for colleague in (*COLLEAGUES[1:], LEAVER):
        found[colleague.key] = _invited(colleague, [teams[name] for name in colleague.teams], admin)
    return found


def _invited(colleague: Colleague, teams: list[Team], admin: User) -> User:
    by = Actor.person(admin)
    user = invite_user(
        email=colleague.email,
        name=colleague.name,
        role=Role(colleague.role),
        teams=teams,
        language=colleague.language,
        by=by,
    )
    user = join(user, name=colleague.name, password=PASSWORD, by=Actor.person(user))
    user.time_zone = colleague.time_zone
    user.save(update_fields=["time_zone"])
    return user


def desks(found: dict[str, User]) -> None:
    """Queues per country, who of the limited agents sees which, and tags."""
    queues = {
        code: Queue.objects.create(code=code, names=names, position=10 + n) for n, (code, names) in enumerate(QUEUES)
    }
    for type in TicketType.objects.all():
        for language in PLACES:
            choose_first_queue(type, language=language, queue=queues[_queue_for(type.code, language)], by=BY)
    for colleague in COLLEAGUES:
        for code in colleague.queues:
            QueueMembership.objects.create(user=found[colleague.key], queue=queues[code])
    Tag.objects.bulk_create([Tag(code=code, names=names, colour=colour) for code, names, colour in TAGS])


def _queue_for(type_code: str, language: str) -> str:
    """The code of the queue that people of the country work on."""
    heap = "claims" if type_code == "warranty_claim" else "returns"
    return f"{heap}-{PLACES[language]}"


def automations(found: dict[str, User]) -> None:
    by = Actor.person(found["admin"])
    for draft in drafts({key: user.pk for key, user in found.items()}):
        create_rule(by=by, **draft)


def shops() -> None:
    for shop in SHOPS:
        Shop.objects.create(
            code=shop.code,
            name=shop.name,
            url=shop.url,
            language=shop.language,
            country=shop.country,
            currency=shop.currency,
        )


def orders(purchases: list[Purchase]) -> None:
    """The feeds of both shops, taken in by the same import that an administrator uses."""
    for shop in SHOPS:
        feed = order_feed([purchase for purchase in purchases if purchase.shop.code == shop.code])
        row = Shop.objects.get(code=shop.code)
        import_orders(BytesIO(feed), "xml", row, by=BY, file_name=f"{shop.code}.xml", size=len(feed))


def someone_leaves(found: dict[str, User]) -> None:
    """Adam's last day: the rule that named him is broken from then on, so that a newcomer sees what that looks like."""
    deactivate_user(found[LEAVER.key], successor=found["petra"], by=Actor.person(found["admin"]))
