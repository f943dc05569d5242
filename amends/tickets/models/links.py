"""Tickets that belong beside each other."""

from django.db import models
from django.db.models import F, Q

from amends.tickets.models.tickets import Ticket


class TicketLink(models.Model):
    """Two tickets that have to do with each other. A link has no direction: the older ticket stands first."""

    first = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="tickets_link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="tickets_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first} · {self.second}"
