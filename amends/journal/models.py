"""The journal: what happened, in the same transaction as the change it tells of."""

import uuid
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import EventKind, Unreadable, event_kinds


class Event(models.Model):
    """One fact. Rows are written once by `record` and never changed, save when a person is forgotten.

    What it is about stands in `Subject`: the journal is the bedrock and knows nothing of tickets. What readers have
    still to hear of stands in `Pending`. `large` says that it is one of very many that one deed brought about, or
    follows from such a deed: what it causes waits behind what people wait for.
    """

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=10, choices=ActorKind.choices)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    act = models.UUIDField(default=uuid.uuid4)
    cause = models.ForeignKey("self", null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    depth = models.PositiveSmallIntegerField(default=0)
    large = models.BooleanField(default=False)
    undoes = models.UUIDField(null=True, help_text=_("The act that it takes back"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @classmethod
    def of(cls, fact: EventKind, *, by: Actor, **subjects: Any) -> "Event":
        """The row of a fact, not yet written. Subjects are objects or their numbers; None is none.

        Raises TypeError for a subject that the kind does not declare.
        """
        if not fact.code:
            raise TypeError(f"{type(fact).__name__} has no code: it is not an event kind that can be recorded")
        if not fact.of_any_subject and (undeclared := subjects.keys() - set(fact.subjects)):
            raise TypeError(f"{type(fact).__name__} does not declare the subjects {sorted(undeclared)}")
        event = cls(
            kind=fact.code,
            payload=fact.model_dump(mode="json"),
            actor_kind=by.kind,
            actor_id=by.id,
            actor_label=by.label,
            act=by.act,
            cause_id=by.cause,
            depth=by.depth,
            large=by.large,
            undoes=by.undoes,
        )
        event.fact = fact
        event.about = {name: getattr(one, "pk", one) for name, one in subjects.items() if one is not None}
        return event

    @cached_property
    def fact(self) -> EventKind:
        """The payload as its kind, or `Unreadable` when this version does not know it."""
        kind = event_kinds().get(self.kind)
        try:
            return kind.model_validate(self.payload) if kind else Unreadable(kind=self.kind)
        except ValidationError:
            return Unreadable(kind=self.kind)

    @cached_property
    def about(self) -> Mapping[str, int]:
        """The numbers of its subjects by their kind. Of a batch, `with_subjects` reads them in one query."""
        return dict(self.subjects.values_list("kind", "subject_id"))

    def subject_id(self, kind: str) -> int | None:
        """The number of the subject of this kind, e.g. "ticket"; None when it has none."""
        return self.about.get(kind)

    @property
    def actor(self) -> Actor:
        """Who did it, with its place in the chain."""
        return Actor(
            ActorKind(self.actor_kind),
            self.actor_id,
            self.actor_label,
            self.act,
            self.cause_id,
            self.depth,
            large=self.large,
            undoes=self.undoes,
        )

    @property
    def sentence(self) -> str:
        said = self.fact.sentence()
        return gettext("Taken back: %(sentence)s") % {"sentence": said} if self.undoes else said


class Subject(models.Model):
    """What an event is about: one row for each thing. Written with the event, never changed.

    `event_kind` repeats the event's, so that "has this ever happened to it" is answered from one index.
    """

    pk = models.CompositePrimaryKey("kind", "subject_id", "event")  # the history of one subject, newest first
    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    event = models.ForeignKey(
        Event, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="subjects"
    )
    event_kind = models.CharField(max_length=80)

    class Meta:
        indexes = [
            # events of one kind about one subject
            models.Index(fields=["kind", "subject_id", "event_kind", "event"], name="journal_subject_of_kind"),
            # the subjects of a batch of events
            models.Index(fields=["event"], name="journal_subject_of_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} of event {self.event_id}"


class Pending(models.Model):
    """An event that readers have still to hear of: written with it, deleted by the relay in the same transaction in
    which readers take it. So the event's own row is never written twice.
    """

    pk = models.CompositePrimaryKey("large", "event")  # the relay: people's deeds first, then the oldest
    large = models.BooleanField()
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")

    def __str__(self) -> str:
        return f"event {self.event_id}"


class Failure(models.Model):
    """A reader that failed on an event: it is told again, later and later, until it takes it."""

    reader = models.CharField(max_length=80)
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "event"], name="journal_failure_once")]
        indexes = [
            # whose turn it is
            models.Index(fields=["next_try_at"], name="journal_failure_due"),
        ]

    def __str__(self) -> str:
        return f"{self.reader} on event {self.event_id}: {self.error}"


def with_subjects(events: Iterable[Event]) -> list[Event]:
    """The same events, their subjects read in one query."""
    rows = list(events)
    about: dict[int, dict[str, int]] = {event.pk: {} for event in rows}
    with connection.cursor() as cursor:
        cursor.execute("SELECT event_id, kind, subject_id FROM journal_subject WHERE event_id = ANY(%s)", [list(about)])
        for event_id, kind, number in cursor.fetchall():
            about[event_id][kind] = number
    for event in rows:
        event.about = about[event.pk]
    return rows
