"""What the two shops of the demo world sell and how they deliver it."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class DemoShop:
    code: str
    name: str
    url: str
    language: str
    country: str
    currency: str
    prefix: str
    """Of order numbers."""
    carriers: tuple[str, ...]
    delivery: Decimal
    """Price of delivery in the shop's currency, VAT included."""


KOLO = DemoShop(
    "kolo-hory",
    "Kolo & Hory",
    "https://kolohory.example",
    "cs",
    "CZ",
    "CZK",
    "26",
    ("Zásilkovna", "PPL", "Česká pošta", "Osobní odběr Brno"),
    Decimal("99.00"),
)
ROWER = DemoShop(
    "rower-gory",
    "Rower & Góry",
    "https://rowergory.example",
    "pl",
    "PL",
    "PLN",
    "PL-",
    ("InPost", "DPD", "Poczta Polska"),
    Decimal("14.99"),
)
SHOPS = (KOLO, ROWER)


@dataclass(frozen=True)
class Article:
    code: str
    family: str
    """What can go wrong with it: key of `troubles.FAULTS`."""
    names: dict[str, str]
    price: Decimal
    """In CZK with VAT; other currencies are converted and rounded to a price a shop would ask."""


def _article(code: str, family: str, cs: str, pl: str, en: str, price: int) -> Article:
    return Article(code, family, {"cs": cs, "pl": pl, "en": en}, Decimal(price))


ARTICLES = (
    _article("LM-900", "light", "Světlo přední Lumen 900", "Lampka przednia Lumen 900", "Lumen 900 front light", 1890),
    _article("LM-120R", "light", "Světlo zadní Lumen 120", "Lampka tylna Lumen 120", "Lumen 120 rear light", 690),
    _article("CEL-H2", "light", "Čelovka Svit H2", "Czołówka Świt H2", "Svit H2 head torch", 1190),
    _article("HLM-L", "helmet", "Helma Vertex L", "Kask Vertex L", "Vertex helmet L", 2490),
    _article("HLM-K", "helmet", "Dětská helma Brouk S", "Kask dziecięcy Żuczek S", "Beetle kids helmet S", 890),
    _article("BOT-T42", "shoes", "Boty Trail 42", "Buty Trail 42", "Trail shoes 42", 2790),
    _article("BOT-T39", "shoes", "Boty Trail 39", "Buty Trail 39", "Trail shoes 39", 2790),
    _article("BOT-H44", "shoes", "Pohorky Hřeben 44", "Buty górskie Grań 44", "Ridge mountain boots 44", 4290),
    _article("BND-M", "clothes", "Bunda Sněžka M", "Kurtka Śnieżka M", "Snezka jacket M", 3490),
    _article("BND-L", "clothes", "Bunda Halny L", "Kurtka Halny L", "Halny jacket L", 3290),
    _article("RUK-9", "clothes", "Rukavice Sever 9", "Rękawice Sever 9", "Sever gloves 9", 790),
    _article("DRS-M", "clothes", "Dres Peloton M", "Koszulka Peloton M", "Peloton jersey M", 1290),
    _article("STN-R3", "tent", "Stan Rys 3", "Namiot Ryś 3", "Lynx tent 3", 6990),
    _article("SPC-S", "tent", "Spacák Sněžka Comfort", "Śpiwór Śnieżka Comfort", "Snezka Comfort sleeping bag", 3990),
    _article("KRM-45", "pack", "Batoh Turbacz 45", "Plecak Turbacz 45", "Turbacz 45 backpack", 3190),
    _article("BRS-20", "pack", "Brašna na řídítka Kolečko", "Torba na kierownicę Kółko", "Kolečko handlebar bag", 990),
    _article("LHV-75", "bottle", "Láhev Alp 0,75 l", "Bidon Alp 0,75 l", "Alp bottle 0.75 l", 289),
    _article("TRM-75", "bottle", "Termoska Alp 0,75 l", "Termos Alp 0,75 l", "Alp flask 0.75 l", 749),
    _article("VRC-B", "stove", "Vařič Bivak", "Kuchenka Biwak", "Bivouac stove", 1590),
    _article("HUL-P", "poles", "Hole Kasprowy pár", "Kijki Kasprowy para", "Kasprowy poles, pair", 1690),
    _article(
        "KOL-J28", "bike", 'Kolo trekové Jizera 28"', 'Rower trekkingowy Izera 28"', 'Jizera 28" trekking bike', 24990
    ),
    _article("EKL-B", "bike", "Elektrokolo Beskyd", "Rower elektryczny Beskid", "Beskid e-bike", 54990),
    _article("KOT-180", "part", "Brzdový kotouč 180 mm", "Tarcza hamulcowa 180 mm", "Brake rotor 180 mm", 590),
    _article("DRZ-31", "part", "Držák na řídítka 31,8 mm", "Uchwyt na kierownicę 31,8 mm", "Bar mount 31.8 mm", 249),
    _article("ZAD-K", "part", 'Zadní kolo 28"', 'Koło tylne 28"', 'Rear wheel 28"', 2190),
)

RATES = {"CZK": Decimal(1), "PLN": Decimal("0.17"), "EUR": Decimal("0.04")}


def price_in(article: Article, currency: str) -> Decimal:
    """What the article costs in `currency`: whole crowns, otherwise ending in .90."""
    amount = article.price * RATES[currency]
    return amount if currency == "CZK" else amount.to_integral_value() - Decimal("0.10")
