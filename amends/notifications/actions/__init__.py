"""What a person can do with their notifications. None of it is an event: it is nobody else's business."""

from amends.notifications.actions.reading import mark_all_read, mark_read
from amends.notifications.actions.silence import set_silences

__all__ = ["mark_all_read", "mark_read", "set_silences"]
