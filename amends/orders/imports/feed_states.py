"""What a feed remembers of how its last fetch went."""

from datetime import timedelta

from django.utils import timezone

from amends.orders.models import ImportState, OrderImport, ShopFeed

SOONEST = timedelta(minutes=15)
"""After a failure it is tried again so soon, then twice as late each time, never later than usual."""


def settle(order_import: OrderImport) -> None:
    """The import is over, well or not; call it in the transaction that says so."""
    feed = ShopFeed.objects.select_for_update().filter(shop=order_import.shop_id).first()
    if feed is None or order_import.marks.get("version") != feed.version:
        return  # it was changed meanwhile: what was found out is about another feed
    if order_import.state == ImportState.FINISHED:
        feed.failures, feed.failing_since = 0, None
        if not order_import.is_same:
            feed.marks = order_import.marks
        feed.marks["at"] = order_import.created_at.isoformat()
    else:
        now = timezone.now()
        feed.failures += 1
        feed.failing_since = feed.failing_since or now
        again = min(SOONEST * 2 ** min(feed.failures - 1, 10), timedelta(hours=feed.hours))
        feed.next_at = min(feed.next_at or now + again, now + again)
    feed.save(update_fields=["failures", "failing_since", "marks", "next_at"])
