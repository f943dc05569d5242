"""What an event tells of a person by name is declared personal, or it would outlive the wish to be forgotten."""

import re

from amends.journal.events import event_kinds

TELLING = re.compile(r"(^|_)(names?|e?mail|phone|customer|person|address|to|caller)$")

THINGS = {
    "view.*": {"name"},
    "configured.*": {"names", "replacement_names", "changes"},
    "activity.*": {"name"},
    "file.stored": {"name"},
    "letter.*": set(),
    "orders.*": {"file_name"},
    "legal_period.chosen": {"type_names"},
    "people.team_*": {"name"},
    "people.token_*": {"token_name"},
    "queue.first_chosen": {"type_names", "shop_name", "old_names", "new_names"},
    "queue.given": {"given_names", "taken_names"},
    "rule.*": {"name"},
    "shop.*": {"name"},
    "form.arranged": {"type_names"},
    "ticket.*_field_changed": {"field_names", "value_names"},
    "ticket.created": {"status_names", "type_names"},
    "ticket.queue_changed": {"old_name", "new_name", "old_names", "new_names"},
    "ticket.status_changed": {"old_names", "new_names"},
    "ticket.status_replaced": {"old_names", "new_names"},
    "ticket.tag_*": {"names"},
    "ticket.category_changed": {"old_names", "new_names"},
    "workflow.*": {"names"},
}
"""Fields that name a thing, by kinds: names of activities, rules, queues ... not of people."""


ANYTHING_GOES = re.compile(r"\b(Any|object)\b")
"""In the type of a field: whatever somebody gave, a name too."""


def things_of(code: str) -> set[str]:
    patterns = {pattern: pattern.replace(".", "\\.").replace("*", ".*") for pattern in THINGS}
    return {name for pattern, regex in patterns.items() if re.fullmatch(regex, code) for name in THINGS[pattern]}


def test_names_addresses_and_phones_in_payloads_are_declared_personal():
    found = {
        f"{code}.{name}"
        for code, kind in event_kinds().items()
        if not code.startswith("test.")
        for name in kind.model_fields
        if TELLING.search(name) and name not in kind.personal and name not in things_of(code)
    }
    assert not found, f"Say whose they are in `personal`, or here that they name things: {sorted(found)}"


def test_fields_that_hold_whatever_somebody_gave_are_declared_personal():
    found = {
        f"{code}.{name}"
        for code, kind in event_kinds().items()
        if not code.startswith("test.")
        for name, field in kind.model_fields.items()
        if ANYTHING_GOES.search(str(field.annotation)) and name not in kind.personal
    }
    assert not found, f"Say whose they are in `personal`: {sorted(found)}"
