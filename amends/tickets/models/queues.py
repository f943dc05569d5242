"""Queues: where tickets wait for a group of people, and which limited agents see which of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.people.models import User


class Queue(models.Model):
    """A named heap of tickets; its code is what rules and links refer to."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class QueueMembership(models.Model):
    """A limited agent may see and work on the tickets of this queue."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="queue_memberships")
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "queue"], name="tickets_queue_membership_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.queue}"
