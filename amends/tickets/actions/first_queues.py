"""Into which queue new tickets go by themselves."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.orders.models import Shop
from amends.tickets.catalogue import plain_language
from amends.tickets.events import FirstQueueChosen
from amends.tickets.models import FirstQueue, Queue, TicketType


@transaction.atomic
def choose_first_queue(
    type: TicketType, *, queue: Queue | None, by: Actor, shop: Shop | None = None, language: str = ""
) -> FirstQueue | None:
    """New tickets of this type, of this shop and language or of any, begin in `queue`; None: as without this choice.

    Raises SettingRefused for a queue or a type that is not in use any more.
    """
    if queue is not None:  # before the type, as whoever retires a queue does
        queue = Queue.objects.select_for_update().get(pk=queue.pk)
    type = TicketType.objects.select_for_update().get(pk=type.pk)  # whoever else chooses for this type waits
    language = plain_language(language)
    found = FirstQueue.objects.select_related("queue").filter(type=type, shop=shop, language=language).first()
    old = found.queue if found else None
    if old == queue:
        return found
    _check(type, queue)
    if queue is None:
        FirstQueue.objects.filter(type=type, shop=shop, language=language).delete()
        chosen = None
    else:
        places: dict[str, Any] = {"type": type, "shop": shop, "language": language}
        chosen, _made = FirstQueue.objects.update_or_create(**places, defaults={"queue": queue})
    fact = FirstQueueChosen(
        type=type.code,
        type_names=type.names,
        shop=shop.code if shop else None,
        shop_name=shop.name if shop else "",
        language=language,
        old=old.code if old else None,
        old_names=old.names if old else {},
        new=queue.code if queue else None,
        new_names=queue.names if queue else {},
    )
    record(fact, by=by, ticket_type=type, queue=queue or old)
    return chosen


def _check(type: TicketType, queue: Queue | None) -> None:
    if queue is None:
        return
    if queue.is_retired:
        raise SettingRefused(_("%(name)s is no longer in use. Choose another one.") % {"name": queue}, field="queue")
    if type.is_retired:
        raise SettingRefused(_("%(name)s is no longer in use. Choose another one.") % {"name": type}, field="type")
