"""Which queues a limited agent works on."""

from collections.abc import Iterable

from django.db import transaction

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.models import User
from amends.tickets.events import QueuesGiven
from amends.tickets.models import Queue, QueueMembership


@transaction.atomic
def give_queues(user: User, *, to: Iterable[Queue], by: Actor) -> None:
    """Let a person work on exactly these queues. Matters while they are a limited agent; kept when they are not."""
    User.objects.select_for_update().get(pk=user.pk)
    old = {membership.queue_id: membership.queue for membership in _memberships(user)}
    new = {queue.pk: queue for queue in to}
    if old.keys() == new.keys():
        return
    given = [queue for pk, queue in new.items() if pk not in old]
    taken = [queue for pk, queue in old.items() if pk not in new]
    QueueMembership.objects.bulk_create(QueueMembership(user=user, queue=queue) for queue in given)
    QueueMembership.objects.filter(user=user, queue__in=taken).delete()
    fact = QueuesGiven(
        user=user.pk,
        user_name=str(user),
        given={queue.code: queue.name for queue in given},
        taken={queue.code: queue.name for queue in taken},
        given_names={queue.code: queue.names for queue in given},
        taken_names={queue.code: queue.names for queue in taken},
    )
    record(fact, by=by, user=user)


def _memberships(user: User) -> Iterable[QueueMembership]:
    return QueueMembership.objects.select_related("queue").filter(user=user)
