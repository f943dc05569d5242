"""Who did it: a person, a customer, a rule, the clock ... and because of what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    PERSON = "person", _("Person")
    CUSTOMER = "customer", _("Customer")
    RULE = "rule", _("Automation")
    PROCESS = "process", _("Process")
    TOKEN = "token", _("API token")
    CLOCK = "clock", _("Clock")
    SYSTEM = "system", _("Amends")


class Cause(Protocol):
    """What an actor reacts to: an event, as far as its consequences need to know it."""

    pk: Any
    actor_kind: str
    actor_id: int | None
    act: UUID
    depth: int
    large: bool


@dataclass(frozen=True)
class Actor:
    """The author of a deed; every action takes one as `by`.

    `act` is one id for everything that one deed caused, through however many rules; `cause` is the event that this
    actor reacts to and `depth` the number of links from the first deed. `label` is the name at the time, kept with
    the event, so that history reads the same after somebody has left. `causer` is the person whose deed this actor
    reacts to, None when it was not a person's. `large` says that the deed is one of very many done at once, or follows
    from one: what it causes waits behind what people wait for. `undoes` is the act that this deed takes back: nothing
    follows from that, it only makes undone.
    """

    kind: ActorKind
    id: int | None = None
    label: str = ""
    act: UUID = field(default_factory=uuid4)
    cause: int | None = None
    depth: int = 0
    causer: int | None = None
    large: bool = False
    undoes: UUID | None = None

    @classmethod
    def person(cls, user: Any) -> "Actor":
        return cls(ActorKind.PERSON, user.pk, user.name or user.email)

    @classmethod
    def customer(cls, contact: Any) -> "Actor":
        return cls(ActorKind.CUSTOMER, contact.pk, contact.name or contact.email)

    @classmethod
    def token(cls, token: Any) -> "Actor":
        return cls(ActorKind.TOKEN, token.pk, token.name)

    @classmethod
    def clock(cls) -> "Actor":
        return cls(ActorKind.CLOCK)

    @classmethod
    def system(cls, label: str) -> "Actor":
        """A part of Amends itself; `label` says which, in English: "import", "set-up"."""
        return cls(ActorKind.SYSTEM, None, label)

    @classmethod
    def rule(cls, rule: Any, *, because: Cause | None = None) -> "Actor":
        actor = cls(ActorKind.RULE, rule.pk, rule.name)
        return actor.because(because) if because else actor

    def because(self, event: Cause) -> "Actor":
        """The same actor, one link further down the chain that `event` belongs to."""
        causer = event.actor_id if event.actor_kind == ActorKind.PERSON else None
        large = self.large or event.large
        return replace(self, act=event.act, cause=event.pk, depth=event.depth + 1, causer=causer, large=large)

    def anew(self, *, large: bool = False) -> "Actor":
        """The same actor, for a deed that has nothing to do with what they did before: the head of another chain."""
        return replace(self, act=uuid4(), large=self.large or large)

    def undoing(self, act: UUID) -> "Actor":
        """The same actor, taking back what was done in `act`."""
        return replace(self, undoes=act)

    def kept(self) -> dict[str, Any]:
        """As JSON, for work that goes on later in the same name."""
        undoes = str(self.undoes) if self.undoes else None
        return {**asdict(self), "kind": str(self.kind.value), "act": str(self.act), "undoes": undoes}

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "Actor":
        undoes = UUID(kept["undoes"]) if kept.get("undoes") else None
        return cls(**{**kept, "kind": ActorKind(kept["kind"]), "act": UUID(kept["act"]), "undoes": undoes})

    @property
    def name(self) -> str | Promise:
        """How people read it: the name, else what kind of actor it was."""
        return self.label or ActorKind(self.kind).label


@dataclass(frozen=True)
class Authors:
    """Who does a deed on each of many rows, when each row has a cause of its own: an actor by the row's id."""

    each: Mapping[int, Actor]

    def of(self, row: int) -> Actor:
        """The author of what is done to this row."""
        return self.each[row]


@dataclass(frozen=True)
class OneAuthor:
    """The same actor for every row."""

    actor: Actor

    def of(self, row: int) -> Actor:
        return self.actor


By = Actor | Authors | OneAuthor
"""What deeds on many rows take as `by`."""


def authors(by: By) -> Authors | OneAuthor:
    """`by`, so that each row can be asked for its author."""
    return OneAuthor(by) if isinstance(by, Actor) else by
