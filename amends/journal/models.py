"""The journal: what happened, in the same transaction as the change it tells of."""

import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from amends.journal.actors import Actor, ActorKind
from amends.journal.events import EventKind, Unreadable, event_kinds


class Event(models.Model):
    """One fact. Rows are written once by `record` and never changed, save `relayed_at` by the relay.

    Subjects are plain numbers: the journal is the bedrock and knows nothing of tickets.
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
    ticket_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    order_id = models.BigIntegerField(null=True)
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            # the relay: what has not been told yet, oldest first
            models.Index(fields=["id"], condition=models.Q(relayed_at=None), name="journal_event_unrelayed"),
            # the history of a ticket, newest first; likewise of a contact and an order
            models.Index(fields=["ticket_id", "id"], condition=~models.Q(ticket_id=None), name="journal_event_ticket"),
            models.Index(
                fields=["contact_id", "id"], condition=~models.Q(contact_id=None), name="journal_event_contact"
            ),
            models.Index(fields=["order_id", "id"], condition=~models.Q(order_id=None), name="journal_event_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def fact(self) -> EventKind:
        """The payload as its kind, or `Unreadable` when this version does not know it."""
        kind = event_kinds().get(self.kind)
        try:
            return kind.model_validate(self.payload) if kind else Unreadable(kind=self.kind)
        except ValidationError:
            return Unreadable(kind=self.kind)

    @property
    def actor(self) -> Actor:
        """Who did it, with its place in the chain."""
        return Actor(ActorKind(self.actor_kind), self.actor_id, self.actor_label, self.act, self.cause_id, self.depth)

    @property
    def sentence(self) -> str:
        return self.fact.sentence()


def number_of(subject: Any) -> int | None:
    """The primary key of a subject that is given as an object or as its number."""
    return getattr(subject, "pk", subject)
