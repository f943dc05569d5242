"""The people of the demo world: who works in the shop and who buys there.

Plain data: the supervisor reads the sign-ins and stays free of the application.
"""

from dataclasses import dataclass

PASSWORD = "after-sales-demo"  # noqa: S105 - the demo world has no secrets
TEAMS = ("Claims CZ", "Returns CZ", "PL desk", "Warehouse", "Accounting")


@dataclass(frozen=True)
class Colleague:
    key: str
    name: str
    role: str
    """Code of `amends.people.models.Role`."""
    language: str
    teams: tuple[str, ...]
    time_zone: str = "Europe/Prague"
    queues: tuple[str, ...] = ()
    """Codes of the queues that a limited agent may see."""

    @property
    def email(self) -> str:
        return f"{self.key}@amends.example"


COLLEAGUES = (
    Colleague("admin", "Alena Horáková", "administrator", "en", ()),
    Colleague("jiri", "Jiří Kolář", "manager", "cs", ("Claims CZ",)),
    Colleague("petra", "Petra Malá", "agent", "en", ("Claims CZ", "Returns CZ")),
    Colleague("tomas", "Tomáš Hruška", "agent", "cs", ("Warehouse",)),
    Colleague("lucie", "Lucie Benešová", "agent", "cs", ("Accounting",)),
    Colleague("ewa", "Ewa Nowak", "agent", "pl", ("PL desk",), "Europe/Warsaw"),
    Colleague("oliver", "Oliver Grant", "agent", "en", ("Returns CZ",), "Europe/London"),
    Colleague(
        "marek",
        "Marek Zając",
        "limited",
        "pl",
        ("PL desk", "Warehouse"),
        "Europe/Warsaw",
        ("claims-pl", "returns-pl"),
    ),
)

LEAVER = Colleague("adam", "Adam Vlk", "agent", "cs", ("Claims CZ",))
"""Worked here until today; a rule still names him."""

CUSTOMER_NAMES = {
    "cs": [
        "Jana Dvořáková",
        "Martin Kovář",
        "Lenka Šimková",
        "Jiří Doležal",
        "Veronika Králová",
        "Pavel Bartoš",
        "Eva Urbanová",
        "Kateřina Veselá",
        "Zdeněk Procházka",
        "Alena Jandová",
        "Tomáš Říha",
        "Lucie Čermáková",
        "Petr Němec",
        "Hana Pokorná",
        "Ondřej Šťastný",
        "Markéta Žáková",
        "Václav Hájek",
        "Ivana Křížová",
        "Jakub Beneš",
        "Tereza Malíková",
        "Michal Ježek",
        "Barbora Vaňková",
        "Radek Šulc",
        "Monika Kopecká",
        "Filip Moravec",
        "Zuzana Havlíčková",
        "Karel Tichý",
        "Nikola Růžičková",
        "Vojtěch Fiala",
        "Šárka Bílková",
    ],
    "pl": [
        "Katarzyna Wiśniewska",
        "Agnieszka Zielińska",
        "Tomasz Lewandowski",
        "Michał Wójcik",
        "Zofia Kamińska",
        "Paweł Dąbrowski",
        "Małgorzata Król",
        "Łukasz Jabłoński",
        "Joanna Szymańska",
        "Krzysztof Woźniak",
        "Magdalena Kozłowska",
        "Piotr Mazur",
        "Anna Gąsior",
        "Grzegorz Świątek",
        "Beata Łuczak",
        "Rafał Żuk",
        "Natalia Ćwik",
        "Wojciech Bąk",
        "Karolina Pająk",
        "Marcin Sęk",
    ],
    "en": [
        "Oliver Bennett",
        "Hannah Clarke",
        "Sophie Turner",
        "James Whitfield",
        "Emily Foster",
        "Thomas Ashworth",
        "Charlotte Reid",
        "Daniel Marsh",
        "Grace Holloway",
        "William Pierce",
    ],
}
"""Names as people have them: never split into first and last, because the order differs by country."""


def sign_ins() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of those a newcomer may sign in as."""
    return [(person.role, person.email, PASSWORD) for person in COLLEAGUES]
