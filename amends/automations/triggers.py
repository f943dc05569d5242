"""What a rule can wait for."""

from amends.journal.events import EventKind, event_kinds

OF_RULES = "rule."
"""What happens to rules themselves sets no rule off: it would never end."""


def triggers(subject: str) -> dict[str, type[EventKind]]:
    """The kinds of event that can happen to a subject of this kind, by code."""
    return {
        code: kind for code, kind in event_kinds().items() if subject in kind.subjects and not code.startswith(OF_RULES)
    }
