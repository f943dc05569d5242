"""The list of bulk changes, and one of them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.executions.access import get_execution_for, visible_executions
from amends.executions.models import Execution
from amends.executions.queries import results_of
from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.vocabulary.subjects import subject_kind
from amends.web.executions import words
from amends.web.guards import SignedInRequest, signed_in

LISTED = 30
RESULTS = 50
SHOWS = {"left": "rf", "done": "d", "skipped": "s", "all": "dsrf"}
"""What the page shows of the rows, by the word in its address, as the letters of `amends.executions.models`."""


@require_safe
@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """One's own, newest first; for administrators those of everybody."""
    found = visible_executions(request.user)
    get = request.GET
    shown = keyset(found, order=("-id",), after=get.get("after"), before=get.get("before"), size=LISTED)
    rows = [(one, words.title(one), words.state(one)) for one in shown.rows]
    context = {
        "title": _("Bulk changes"),
        "rows": rows,
        "page": shown,
        "of_everybody": request.user.is_administrator,
    }
    return page(request, "executions/list.html", context)


@require_safe
@signed_in
def execution(request: SignedInRequest, pk: int) -> HttpResponse:
    """One. While it runs the part `_state.html` asks for itself every second."""
    found = get_execution_for(request.user, pk)
    return page(request, "executions/execution.html", {"title": words.title(found), **_state(request, found)})


def _state(request: SignedInRequest, found: Execution) -> dict[str, Any]:
    usual = "left" if found.refused or found.failed else "all"
    show = request.GET.get("show", usual)
    show = show if show in SHOWS else usual
    after = request.GET.get("after", "")
    start = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else 0
    results = results_of(found, SHOWS[show], after=start, limit=RESULTS + 1)
    numbers = {"all": found.handled, "done": found.done, "skipped": found.skipped, "left": found.refused + found.failed}
    labels = {"all": _("All"), "done": _("Changed"), "skipped": _("Nothing to do"), "left": _("Left as they are")}
    undone_by = getattr(found, "undone_by", None)
    icon = {"finished": "circle-check", "stopped": "player-stop"}.get(found.state, "loader-2")
    return {
        "execution": found,
        "state": words.state(found),
        "state_icon": "arrow-back-up" if undone_by else icon,
        "reversible": found.is_reversible,
        "undoes": (found.undoes, words.title(found.undoes)) if found.undoes else None,
        "undone_by": (undone_by, words.title(undone_by)) if undone_by else None,
        "row_label": subject_kind(found.subject).label,
        "shows": [(code, labels[code], numbers[code], code == show) for code in labels],
        "show": show,
        "results": results[:RESULTS],
        "next": results[RESULTS - 1].row if len(results) > RESULTS else None,
    }
