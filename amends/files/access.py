"""Who may have a file: whoever may see what it hangs on, and whoever uploaded it while it hangs on nothing.

Apps above say what their files hang on by a keeper, in their module `keepers` (imported at start):

    @keeper
    def ticket_files(file_ids, user):
        kept = TicketFile.objects.filter(file_id__in=file_ids)
        if user is not None:
            kept = kept.filter(ticket__in=visible_tickets(user))
        return set(kept.values_list("file_id", flat=True))
"""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from amends.files.models import File
from amends.kit.refusals import NotThere

if TYPE_CHECKING:
    from amends.people.models import User


class Keeper(Protocol):
    """Which of `file_ids` hang on something of this app that `user` may see; with None: on anything of this app."""

    def __call__(self, file_ids: Collection[UUID], user: "User | None") -> set[UUID]: ...


_keepers: list[Keeper] = []


def keeper(function: Keeper) -> Keeper:
    """Register a keeper (decorator)."""
    _keepers.append(function)
    return function


def kept(file_ids: Iterable[UUID], user: "User | None" = None) -> set[UUID]:
    """Of `file_ids`, those that some app keeps and (unless None) `user` may see there."""
    wanted = set(file_ids)
    found: set[UUID] = set()
    for ask in _keepers:
        if wanted - found:
            found |= ask(wanted - found, user)
    return found


def get_files_for(user: "User", file_ids: Iterable[UUID]) -> list[File]:
    """Those that are there and for `user`, each once, in this order; however many, in the same few statements."""
    wanted = [*dict.fromkeys(file_ids)]
    found = File.objects.in_bulk(wanted)
    seen = kept(found, user)
    # those fresh from the person's upload hang on nothing yet
    own = {pk for pk, file in found.items() if file.uploaded_by_id == user.pk and pk not in seen}
    seen |= own - kept(own)
    return [found[pk] for pk in wanted if pk in seen]


def get_file_for(user: "User", file_id: UUID) -> File:
    """The file, or NotThere when it is not there or not for `user`: the two are not told apart."""
    for file in get_files_for(user, [file_id]):
        return file
    raise NotThere
