"""What will happen in the demo world, before any of it happens: pure, and the same for the same seed and day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from amends.operate.demo.cast import CUSTOMER_NAMES
from amends.operate.demo.catalogue import ARTICLES, KOLO, ROWER, Article, DemoShop
from amends.operate.demo.troubles import CLAIMS, RETURNS

DAYS = 90
"""How far back the demo world reaches."""
ORDERS = 300
TICKETS = 120
ZONE = ZoneInfo("Europe/Prague")


@dataclass(frozen=True)
class Purchase:
    """An order of the demo world."""

    shop: DemoShop
    code: str
    placed_at: datetime
    customer: str
    language: str
    country: str
    currency: str
    email: str
    phone: str
    carrier: str
    lines: tuple[tuple[Article, int], ...]


@dataclass(frozen=True)
class Move:
    """A status that a ticket comes to, so many hours after the move before."""

    status: str
    hours: float


@dataclass(frozen=True)
class Matter:
    """A ticket of the demo world and the way it goes, as far as the present day lets it."""

    purchase: Purchase
    article: Article
    type: str
    subject: str
    text: str
    created_at: datetime
    agent: str | None
    source: str
    tags: tuple[str, ...] = ()
    urgent: bool = False
    moves: tuple[Move, ...] = field(default=())


def purchases(random: Random, now: datetime) -> list[Purchase]:
    """The orders, oldest first."""
    moments = sorted(_working_moment(random, now, random.uniform(1, DAYS + 40)) for _ in range(ORDERS))
    return [_purchase(random, number, moment) for number, moment in enumerate(moments)]


def _purchase(random: Random, number: int, placed_at: datetime) -> Purchase:
    language = random.choices(("cs", "pl", "en"), (58, 30, 12))[0]
    shop = ROWER if language == "pl" else KOLO
    country, currency = {"cs": ("CZ", "CZK"), "pl": ("PL", "PLN"), "en": ("IE", "EUR")}[language]
    customer = random.choice(CUSTOMER_NAMES[language])
    lines = tuple(
        (article, random.choices((1, 2, 3), (80, 15, 5))[0])
        for article in random.sample(ARTICLES, random.choices((1, 2, 3, 4), (35, 35, 20, 10))[0])
    )
    return Purchase(
        shop=shop,
        code=f"{shop.prefix}{placed_at:%m}-{118000 + number * 37}"
        if shop is KOLO
        else f"{shop.prefix}{88000 + number * 13}",
        placed_at=placed_at,
        customer=customer,
        language=language,
        country=country,
        currency=currency,
        email=_address_of(customer),
        phone=_phone(random, country),
        carrier=random.choice(shop.carriers),
        lines=lines,
    )


def _address_of(customer: str) -> str:
    folded = customer.lower().translate(str.maketrans("áčďéěíňóřšťúůýžąćęłńóśźż", "acdeeinorstuuyzacelnoszz"))
    return f"{folded.replace(' ', '.')}@example.com"


def _phone(random: Random, country: str) -> str:
    """Numbers of the right shape for the country, so that they can be read and searched like real ones."""
    digits = f"{random.randrange(10**6):06d}"
    return {"CZ": f"+420601{digits}", "PL": f"+48501{digits}", "IE": f"+35385{digits}7"[:13]}[country]


def matters(random: Random, bought: list[Purchase], now: datetime) -> list[Matter]:
    """The tickets, oldest first; more of them lately, as in a shop that grows."""
    ages = sorted((DAYS * random.random() ** 1.8 for _ in range(TICKETS)), reverse=True)
    return [_matter(random, bought, now, age) for age in ages]


def _matter(random: Random, bought: list[Purchase], now: datetime, age: float) -> Matter:
    created_at = _working_moment(random, now, age)
    purchase = random.choice([one for one in bought if one.placed_at < created_at - timedelta(days=3)] or bought[:5])
    article = random.choice(purchase.lines)[0]
    is_claim = random.random() < 0.62
    line, text = random.choice(CLAIMS[article.family][purchase.language] if is_claim else RETURNS[purchase.language])
    name = article.names[purchase.language]
    return Matter(
        purchase=purchase,
        article=article,
        type="warranty_claim" if is_claim else "return",
        subject=f"{name} {line}" if is_claim else f"{name}: {line}",
        text=text,
        created_at=created_at,
        agent=_agent(random, purchase.language),
        source=random.choices(("phone", "email", "branch"), (40, 45, 15))[0],
        tags=_tags(random, article, is_claim),
        urgent=article.family == "stove",
        moves=() if age < 2 and random.random() < 0.7 else tuple(_way(random, is_claim)),
    )


def _agent(random: Random, language: str) -> str | None:
    if random.random() < 0.12:
        return None
    return {"cs": random.choice(("petra", "petra", "jiri")), "pl": "ewa", "en": "oliver"}[language]


def _tags(random: Random, article: Article, is_claim: bool) -> tuple[str, ...]:
    found = []
    if article.code == "LM-900" and is_claim:
        found.append("light-series-24")
    if article.family == "stove" and is_claim:
        found.append("safety")
    if article.family == "part" and is_claim:
        found.append("carrier-damage")
    if random.random() < 0.08:
        found.append("vip")
    return tuple(found)


def _way(random: Random, is_claim: bool) -> list[Move]:
    """One way through the workflow. A third of the tickets stop somewhere on it, as tickets do."""
    way = _claim_way(random) if is_claim else _return_way(random)
    if random.random() < 0.34:
        way = way[: random.randrange(1, len(way))]
    return way


def _claim_way(random: Random) -> list[Move]:
    way = [
        Move("waiting_return", random.uniform(1, 20)),
        Move("goods_received", random.uniform(60, 200)),
        Move("assessing", random.uniform(4, 30)),
    ]
    if random.random() < 0.3:
        way += [Move("waiting_supplier", random.uniform(5, 40)), Move("assessing", random.uniform(70, 240))]
    if random.random() < 0.25:
        way += [Move("waiting_customer", random.uniform(5, 40)), Move("assessing", random.uniform(20, 90))]
    decision = random.choices(("approved_goods", "approved_refund", "rejected"), (45, 30, 25))[0]
    way.append(Move(decision, random.uniform(10, 90)))
    if decision == "approved_refund":
        way.append(Move("refunded", random.uniform(20, 90)))
    else:
        way += [Move("goods_sent", random.uniform(10, 60)), Move("closed", random.uniform(40, 120))]
    return way


def _return_way(random: Random) -> list[Move]:
    way = [Move("waiting_return", random.uniform(1, 12)), Move("goods_received", random.uniform(60, 220))]
    if random.random() < 0.85:
        return [*way, Move("approved_refund", random.uniform(4, 50)), Move("refunded", random.uniform(10, 72))]
    return [*way, Move("rejected", random.uniform(4, 50)), Move("closed", random.uniform(24, 100))]


def _working_moment(random: Random, now: datetime, days_ago: float) -> datetime:
    """A moment in shop hours about so many days ago, never in the future."""
    day = (now - timedelta(days=days_ago)).astimezone(ZONE)
    moment = day.replace(
        hour=random.randrange(8, 18), minute=random.randrange(60), second=random.randrange(60), microsecond=0
    )
    return min(moment, now - timedelta(minutes=random.randrange(5, 90)))
