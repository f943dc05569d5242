"""Event kinds: a fact is defined once, by one class that carries payload, sentence, privacy and audience.

    class TagAdded(EventKind):
        code = "ticket.tag_added"
        label = _("Tag added")
        leaves = True
        tag: Annotated[str, Refers("tag")]

        def sentence(self) -> str:
            return gettext("Tag %(tag)s was added") % {"tag": self.tag}

Kinds live in `<app>/events.py`; defining one registers it. docs/recipes/add-an-event-kind.md walks through it.
"""

from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from pydantic import BaseModel, ConfigDict


class Audience(StrEnum):
    STAFF = "staff"
    """Seen by the people of the shop only."""
    CUSTOMER = "customer"
    """The customer may see it too."""


class EventKind(BaseModel):
    """What can happen. An instance is one fact: its fields are the payload, in the order they are declared.

    Facts tell the intent (`ticket.tag_added`), never a diff. The payload is kept for years: a field may be added with
    a default, never renamed or removed. Configured things are named by their stable code, people and activities by
    id and by their name at the time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: ClassVar[str] = ""
    """Stable name, `thing.what_happened`; empty on a class that other kinds share."""
    label: ClassVar[str | Promise] = ""
    """What people call it in lists: "Status changed"."""
    because: ClassVar[str | Promise] = ""
    """How it reads as the cause of something else: "because the status changed". Empty: made from the sentence."""
    subjects: ClassVar[tuple[str, ...]] = ()
    """What it may be about, e.g. `("activity", "ticket", "contact")`: the main one first."""
    audience: ClassVar[Audience] = Audience.STAFF
    leaves: ClassVar[bool] = False
    """May other systems be told by webhook?"""
    personal: ClassVar[frozenset[str]] = frozenset()
    """Payload fields that are personal data and are blanked when the person is forgotten."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.__dict__.get("code"):
            return
        if unknown := cls.personal - set(cls.model_fields):
            raise TypeError(f"{cls.__name__}.personal names fields it does not have: {sorted(unknown)}")
        known = _kinds.setdefault(cls.code, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"The event kind {cls.code} is defined twice: {known} and {cls}")

    def sentence(self) -> str:
        """What happened, in the reader's language, without who did it."""
        return str(self.label)

    def cause(self) -> str:
        """The words that follow the name of a rule in a history: "by Parcel watch, because the status changed"."""
        return str(self.because) or gettext("because: %(sentence)s") % {"sentence": self.sentence()}


class Unreadable(EventKind):
    """Stands in for a stored event whose kind this version does not know, so that history can still be shown."""

    label: ClassVar[str | Promise] = gettext_lazy("Unknown event")
    kind: str

    def sentence(self) -> str:
        return gettext("Something happened that this version of Amends cannot describe (%(kind)s)") % {
            "kind": self.kind
        }


_kinds: dict[str, type[EventKind]] = {}


def event_kinds() -> dict[str, type[EventKind]]:
    """Every kind by its code, in the order of the codes."""
    return dict(sorted(_kinds.items()))


def event_kind(code: str) -> type[EventKind]:
    """The kind with this code; KeyError when there is none."""
    return _kinds[code]
