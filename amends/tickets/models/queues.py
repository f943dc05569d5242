"""Queues: where tickets wait for a group of people, and which limited agents see which of them."""

from django.db import models

from amends.configured.models import Configured
from amends.people.models import User


class Queue(Configured):
    """A named heap of tickets."""


class QueueMembership(models.Model):
    """A limited agent may see and work on the tickets of this queue."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="queue_memberships")
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "queue"], name="tickets_queue_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.queue}"
