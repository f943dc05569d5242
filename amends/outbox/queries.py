"""Reading the outbox."""

from django.db.models import Count, QuerySet

from amends.kit.refusals import NotThere
from amends.outbox.models import Letter, State
from amends.outbox.sending import channels_set_up

OPEN = (State.WAITING, State.SENDING, State.FAILED)


def all_letters() -> QuerySet[Letter]:
    return Letter.objects.defer("body_text", "body_html", "headers")


def letters_in(state: str) -> QuerySet[Letter]:
    """Those of one state; all for a state that nobody knows."""
    return all_letters().filter(state=state) if state in State.values else all_letters()


def state_counts() -> dict[str, int]:
    """How many letters there are in each state but sent, which only grows and is nobody's worry."""
    rows = Letter.objects.exclude(state=State.SENT).values("state").annotate(n=Count("pk")).order_by()
    return {row["state"]: row["n"] for row in rows}


def held_back() -> int:
    """How many letters wait because their channel has nowhere to send them."""
    return Letter.objects.filter(state__in=OPEN).exclude(channel__in=channels_set_up()).count()


def get_letter(pk: int) -> Letter:
    """One letter with its attempts, or NotThere."""
    found = Letter.objects.prefetch_related("tries").filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found
