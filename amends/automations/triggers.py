"""What a rule can wait for."""

from amends.journal.events import EventKind, event_kinds


def triggers(subject: str) -> dict[str, type[EventKind]]:
    """The kinds of event that can happen to a subject of this kind and set rules off, by code."""
    return {code: kind for code, kind in event_kinds().items() if kind.triggers and subject in kind.subjects}
