"""Into which queue a new ticket goes by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.orders.models import Shop
from amends.tickets.models.queues import Queue
from amends.tickets.models.workflow import TicketType


class FirstQueue(models.Model):
    """New tickets of this type, shop and language begin in this queue, unless a row that says more fits too.

    No shop stands for any shop and for tickets without an order, no language for any language. Where no row fits, the
    type's own queue does.
    """

    type = models.ForeignKey(
        TicketType, on_delete=models.CASCADE, related_name="first_queues", verbose_name=_("type"), db_index=False
    )
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("shop"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="first_queues", verbose_name=_("queue"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "shop", "language"], name="tickets_first_queue_once"),
            models.UniqueConstraint(
                fields=["type", "language"], condition=Q(shop=None), name="tickets_first_queue_of_any_shop_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} · {self.shop or '*'} · {self.language or '*'} → {self.queue}"
