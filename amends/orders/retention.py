"""How long imports can be looked up."""

from datetime import datetime, timedelta

from django.db.models import Max

from amends.kit.retention import delete_older, kept_for
from amends.orders.models import OrderImport


@kept_for(timedelta(days=365), "Order imports, with the rows that were left out")
def imports(before: datetime) -> None:
    """Each shop's last one stays: it tells how old the orders are."""
    last = OrderImport.objects.filter(finished_at__isnull=False).values("shop").annotate(last=Max("pk")).values("last")
    delete_older(OrderImport.objects.exclude(pk__in=last), moment="finished_at", before=before)
