"""Settings: the workflow of a type on a board, and its versions."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amends.kit.pages import page
from amends.tickets.models import Turn
from amends.tickets.queries import draft_of, versions_of
from amends.tickets.workflows.ready import READY
from amends.web.guards import SignedInRequest, administrators
from amends.web.workflows.forms import NamesForm, StatusForm
from amends.web.workflows.picture import picture
from amends.web.workflows.showing import Board
from amends.web.workflows.types import get_type


@require_safe
@administrators
def workflow(request: SignedInRequest, code: str) -> HttpResponse:
    board = Board(get_type(code), chosen=request.GET.get("status", ""), mode=request.GET.get("ticks", ""))
    return board_page(request, board)


@require_safe
@administrators
def versions(request: SignedInRequest, code: str) -> HttpResponse:
    """What was live since when, and who put it live."""
    type = get_type(code)
    context = {"title": _("Versions of the workflow"), "type": type, "versions": versions_of(type)}
    draft = draft_of(type)
    context["draft_version"] = draft.version if draft else 0
    return page(request, "workflows/versions.html", context)


def board_page(request: SignedInRequest, board: Board, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The board; `forms` stand in for those that were filled in wrongly."""
    chosen = board.chosen
    context = {
        "title": _("Workflow of %(type)s") % {"type": board.type.name},
        "board": board,
        "type": board.type,
        "plan": board.plan,
        "chosen": chosen,
        "columns": [
            (phase, cards, NamesForm(names=phase.names, auto_id=f"id_phase_of_{phase.word}_%s"))
            for phase, cards in board.columns
        ],
        "picture": picture(board.plan, chosen=chosen.word if chosen else "", flawed=board.flawed),
        "form": StatusForm(names=chosen.names, refusals=chosen.refusals, initial={"turn": chosen.turn})
        if chosen
        else None,
        "new_form": StatusForm(auto_id="id_new_%s"),
        "phase_form": NamesForm(auto_id="id_phase_%s"),
        "turns": [(turn.value, turn.label) for turn in Turn],
        "ready": READY,
        **forms,
    }
    return page(request, "workflows/board.html", context, status=status)
