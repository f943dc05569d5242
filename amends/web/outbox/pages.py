"""The letters of the house."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.outbox.models import Letter, State
from amends.outbox.queries import get_letter, held_back, letters_in, state_counts
from amends.web.guards import SignedInRequest, administrators

RESENDABLE = {State.WAITING, State.FAILED, State.DEAD}
_ICONS = {
    State.WAITING: "clock",
    State.SENDING: "loader-2",
    State.SENT: "mail-check",
    State.FAILED: "refresh-alert",
    State.DEAD: "mail-x",
}


@require_safe
@administrators
def letters(request: SignedInRequest) -> HttpResponse:
    """Newest first, of one state or of all; what hinders them is said above."""
    chosen = request.GET.get("state", "")
    after, before = request.GET.get("after"), request.GET.get("before")
    found = keyset(letters_in(chosen), order=("-id",), after=after, before=before)
    counts = state_counts()
    context = {
        "title": _("Outbox"),
        "page": found,
        "rows": [(letter, _ICONS[State(letter.state)]) for letter in found.rows],
        "chosen": chosen,
        "states": [(state, counts.get(state.value, 0)) for state in State],
        "held_back": held_back(),
        "sender": settings.DEFAULT_FROM_EMAIL,
    }
    return page(request, "outbox/list.html", context)


@require_safe
@administrators
def letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written, and each attempt to hand it over."""
    found: Letter = get_letter(pk)
    context = {
        "title": found.subject or found.to,
        "letter": found,
        "icon_name": _ICONS[State(found.state)],
        "may_resend": found.state in RESENDABLE,
        "held_back": found.state in RESENDABLE - {State.DEAD} and held_back(),
    }
    return page(request, "outbox/letter.html", context)
