"""Event kinds: a fact is defined once, by one class that carries all that is ever said of it.

    class TagAdded(EventKind):
        code = "ticket.tag_added"
        label = _("Tag added")
        subjects = ("ticket", "contact")
        icon = "tag"
        triggers = True
        occasion = _("a tag is added")
        leaves = True
        tag: Annotated[str, Refers("tag"), Called(_("Tag"))]

        def sentence(self) -> str:
            return gettext("Tag %(tag)s was added") % {"tag": self.tag}

Kinds live in `<app>/events.py`; defining one registers it. docs/recipes/add-an-event-kind.md walks through it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from pydantic import BaseModel, ConfigDict

WHOLE_ACT = "(act)"
"""In `personal`: whose it is, only the other events of the same act know."""


class Audience(StrEnum):
    STAFF = "staff"
    """Seen by the people of the shop only."""
    CUSTOMER = "customer"
    """The customer may see it too."""

    def sees(self, kind: "type[EventKind]") -> bool:
        """Staff sees everything; the customer what is meant for customers too."""
        return self is Audience.STAFF or kind.audience is Audience.CUSTOMER


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
    occasion: ClassVar[str | Promise] = ""
    """How it reads after "When" in the sentence of a rule: "the status changes". Whatever triggers has it."""
    occasions: ClassVar[Mapping[str, str | Promise]] = {}
    """By field, how it reads where a rule asks that this field is certain values: "the tag %(values)s is added"."""
    subjects: ClassVar[tuple[str, ...]] = ()
    """What it may be about, e.g. `("activity", "ticket", "contact")`: the main one first."""
    of_any_subject: ClassVar[bool] = False
    """It may be about things of any other kind as well: it tells of whatever rules and bulk changes act on."""
    begins: ClassVar[bool] = False
    """Its main subject comes into being by it. What the clock says of that later is a consequence of this (Q17)."""
    renews: ClassVar[bool] = False
    """It may give its main subject another time: see `sets_the_clock`."""
    icon: ClassVar[str] = "info-circle"
    triggers: ClassVar[bool] = False
    """May automations wait for it?"""
    retires: ClassVar[frozenset[str]] = frozenset()
    """Configured things that come or go by it, by their choosers: whatever names one of them is looked over again."""
    audience: ClassVar[Audience] = Audience.STAFF
    leaves: ClassVar[bool] = False
    """May other systems be told by webhook?"""
    personal: ClassVar[Mapping[str, str]] = {}
    """Payload fields that are personal data, and whose: of the subject "contact" or "user", of the user whose number
    stands in another field of the payload, or of anybody whom some event of the same act is about (WHOLE_ACT). They are
    blanked when that person is forgotten."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.__dict__.get("code"):
            return
        if unknown := cls.personal.keys() - set(cls.model_fields):
            raise TypeError(f"{cls.__name__}.personal names fields it does not have: {sorted(unknown)}")
        if unknown := set(cls.personal.values()) - {WHOLE_ACT} - set(cls.model_fields) - set(cls.subjects):
            raise TypeError(f"{cls.__name__}.personal names persons it does not know: {sorted(unknown)}")
        if cls.triggers and not cls.subjects:
            raise TypeError(f"{cls.__name__} sets off rules, but is about nothing: they act on a subject.")
        known = _kinds.setdefault(cls.code, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"The event kind {cls.code} is defined twice: {known} and {cls}")

    def sentence(self) -> str:
        """What happened, in the reader's language, without who did it."""
        return str(self.label)

    def hearers(self) -> Iterable[tuple[int, str]]:
        """Who hears of it in their bell, and why: numbers of users with reasons of amends.notifications, "concerned"
        for whatever has none of its own. No query."""
        return ()

    def sets_the_clock(self) -> bool:
        """Is what the clock says of the main subject later a consequence of this, and no more of what was before?"""
        return self.begins

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


_in_order: dict[str, type[EventKind]] = {}


def event_kinds() -> Mapping[str, type[EventKind]]:
    """Every kind by its code, in the order of the codes."""
    if len(_in_order) != len(_kinds):
        _in_order.clear()
        _in_order.update(sorted(_kinds.items()))
    return _in_order


def kinds_seen_by(audience: Audience) -> list[str]:
    """The codes of the kinds that may be shown to this audience. Kinds that no longer are, are not among them."""
    return [code for code, kind in event_kinds().items() if audience.sees(kind)]


def event_kind(code: str) -> type[EventKind]:
    """The kind with this code; KeyError when there is none."""
    return _kinds[code]
