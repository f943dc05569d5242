"""The people of the demo world: who works in the shop and who buys there."""

from dataclasses import dataclass

from amends.people.models import Role

PASSWORD = "after-sales-demo"  # noqa: S105 - the demo world has no secrets
TEAMS = ("Claims CZ", "Returns CZ", "PL desk", "Warehouse", "Accounting")


@dataclass(frozen=True)
class Colleague:
    key: str
    name: str
    role: Role
    language: str
    teams: tuple[str, ...]
    time_zone: str = "Europe/Prague"
    queues: tuple[str, ...] = ()
    """Codes of the queues that a limited agent may see."""

    @property
    def email(self) -> str:
        return f"{self.key}@amends.example"


COLLEAGUES = (
    Colleague("admin", "Alena Horáková", Role.ADMINISTRATOR, "en", ()),
    Colleague("jiri", "Jiří Kolář", Role.MANAGER, "cs", ("Claims CZ",)),
    Colleague("petra", "Petra Malá", Role.AGENT, "en", ("Claims CZ", "Returns CZ")),
    Colleague("tomas", "Tomáš Hruška", Role.AGENT, "cs", ("Warehouse",)),
    Colleague("lucie", "Lucie Benešová", Role.AGENT, "cs", ("Accounting",)),
    Colleague("ewa", "Ewa Nowak", Role.AGENT, "pl", ("PL desk",), "Europe/Warsaw"),
    Colleague("oliver", "Oliver Grant", Role.AGENT, "en", ("Returns CZ",), "Europe/London"),
    Colleague(
        "marek",
        "Marek Zając",
        Role.LIMITED,
        "pl",
        ("PL desk", "Warehouse"),
        "Europe/Warsaw",
        ("claims-pl", "returns-pl"),
    ),
)

LEAVER = Colleague("adam", "Adam Vlk", Role.AGENT, "cs", ("Claims CZ",))
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
    return [(str(person.role.label), person.email, PASSWORD) for person in COLLEAGUES]
