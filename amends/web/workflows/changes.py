"""Edits of the draft of a workflow."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.http.request import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.kit.refusals import Refused
from amends.tickets.actions.workflow import change_draft
from amends.tickets.models import TicketType
from amends.tickets.workflows import editing
from amends.tickets.workflows.plans import Plan, plan_of
from amends.web.filled import posted, show_at_field
from amends.web.guards import SignedInRequest, administrators
from amends.web.toasts import toast_error
from amends.web.workflows.forms import NamesForm, StatusForm
from amends.web.workflows.pages import board_page
from amends.web.workflows.showing import Board, stamp_of, words_ever
from amends.web.workflows.types import get_type

Edit = Callable[[Plan], Plan]
STEPS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


def seen_version(request: HttpRequest) -> int:
    """Of the draft that the editor had before them; what can't be read is none that there ever is."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def to_board(request: HttpRequest, type: TicketType, chosen: str = "") -> HttpResponse:
    """Back, with the same status chosen and the same meaning of the ticks."""
    kept = {"status": chosen or request.POST.get("chosen", ""), "ticks": request.POST.get("ticks", "")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return redirect(f"{reverse('workflows:board', args=[type.code])}?{query}")


def _edited(request: SignedInRequest, code: str, edit: Edit, chosen: str = "") -> HttpResponse:
    """Do it, or say beside the board why not."""
    type = get_type(code)
    try:
        change_draft(type, edit, seen=seen_version(request), by=Actor.person(request.user))
    except Refused as refused:
        toast_error(request, refused.message)
    return to_board(request, type, chosen)


def _filled(request: SignedInRequest, code: str, form: BaseForm, edit: Edit, name: str, chosen: str) -> HttpResponse:
    """The same for a form: what is wrong with it is said at its field."""
    type = get_type(code)
    if form.is_valid():
        try:
            change_draft(type, edit, seen=seen_version(request), by=Actor.person(request.user))
        except Refused as refused:
            refused.field = "name_en" if refused.field == "names" else refused.field
            show_at_field(form, refused)
    if form.errors:
        board = Board(type, chosen=request.POST.get("chosen", ""), mode=request.POST.get("ticks", ""))
        return board_page(request, board, status=422, **{name: form})
    return to_board(request, type, chosen)


@require_POST
@administrators
def new_status(request: SignedInRequest, code: str) -> HttpResponse:
    type, form = get_type(code), StatusForm(posted(request), auto_id="id_new_%s")
    made: list[str] = []

    def add(plan: Plan) -> Plan:
        changed, word = editing.add_status(
            plan,
            phase=request.POST.get("phase", ""),
            names=form.names,
            turn=form.cleaned_data["turn"],
            taken=words_ever(type),
        )
        made.append(word)
        return changed

    answer = _filled(request, code, form, add, "new_form", "")
    return to_board(request, type, made[-1]) if made and answer.status_code == 302 else answer


@require_POST
@administrators
def status(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    form = StatusForm(posted(request))

    def edit(plan: Plan) -> Plan:
        now, seen = plan.status(word), request.POST.get("seen")
        if now and seen is not None and seen != stamp_of(now):
            raise SettingRefused(_("Meanwhile this status was changed. What you save now replaces that."))
        return editing.edit_status(plan, word, names=form.names, turn=form.cleaned_data["turn"], refusals=form.refusals)

    return _filled(request, code, form, edit, "form", word)


@require_POST
@administrators
def ways(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    """Where a ticket may go from here, or where it may come from."""
    ticked = request.POST.getlist("way")
    put = editing.set_ways_in if request.POST.get("ticks") == "from" else editing.set_ways
    return _edited(request, code, lambda plan: put(plan, word, ticked), word)


@require_POST
@administrators
def status_place(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    """One step (`step`), or to a place of a phase."""

    def move(plan: Plan) -> Plan:
        if step := STEPS.get(request.POST.get("step", "")):
            return _stepped(plan, word, *step)
        return editing.move_status(plan, word, phase=request.POST.get("phase", ""), place=_place(request))

    return _edited(request, code, move, word)


def _stepped(plan: Plan, word: str, columns: int, rows: int) -> Plan:
    if plan.status(word) is None:
        raise SettingRefused(editing.GONE)
    phase = plan.phase_of(word)
    column = plan.phases.index(phase) + columns
    place = [one.word for one in phase.statuses].index(word) + rows
    if not 0 <= column < len(plan.phases):
        return plan
    return editing.move_status(plan, word, phase=plan.phases[column].word, place=place)


def _place(request: HttpRequest) -> int:
    text = request.POST.get("place", "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


@require_POST
@administrators
def first(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    return _edited(request, code, lambda plan: editing.set_first(plan, word), word)


@require_POST
@administrators
def status_retirement(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    """It goes when the draft is put live; one that was never live goes at once."""
    replacement = request.POST.get("replacement", "")
    live = plan_of(get_type(code))

    def retire(plan: Plan) -> Plan:
        if live.status(word) is None:
            return editing.drop_status(plan, word)
        return editing.retire_status(plan, word, replacement=replacement)

    return _edited(request, code, retire, word)


@require_POST
@administrators
def keeping(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    return _edited(request, code, lambda plan: editing.keep_status(plan, word), word)


@require_POST
@administrators
def new_phase(request: SignedInRequest, code: str) -> HttpResponse:
    type, form = get_type(code), NamesForm(posted(request), auto_id="id_phase_%s")
    taken = [one.word for one in type.phases.all()]
    return _filled(
        request, code, form, lambda plan: editing.add_phase(plan, names=form.names, taken=taken)[0], "phase_form", ""
    )


@require_POST
@administrators
def phase(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    form: Any = NamesForm(posted(request))
    with suppress(KeyError):
        form.is_valid()
    return _edited(request, code, lambda plan: editing.name_phase(plan, word, form.names))


@require_POST
@administrators
def phase_place(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    def move(plan: Plan) -> Plan:
        words = [one.word for one in plan.phases]
        if word not in words:
            return plan
        step = STEPS.get(request.POST.get("step", ""))
        return editing.move_phase(plan, word, place=words.index(word) + step[0] if step else _place(request))

    return _edited(request, code, move)


@require_POST
@administrators
def phase_removal(request: SignedInRequest, code: str, word: str) -> HttpResponse:
    return _edited(request, code, lambda plan: editing.drop_phase(plan, word))
