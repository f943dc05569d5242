"""What came together when tickets were merged, so that they can be taken apart again."""

from django.db import models

from amends.tickets.models.tickets import Ticket


class TicketMerge(models.Model):
    """One ticket that is merged into another one now; the row goes when they are taken apart.

    `came` is what the other one got by it: rows by their kind, and values of fields with what there was before.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    act = models.UUIDField()
    by = models.CharField(max_length=200, blank=True)
    came = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.ticket)
