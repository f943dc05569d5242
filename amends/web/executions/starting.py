"""Changing many rows from a page: begun here, and told to whoever pressed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.executions.actions import AT_ONCE, begin_execution
from amends.executions.models import Execution, Letter
from amends.executions.queries import results_of
from amends.journal.actors import Actor
from amends.people.models import User
from amends.vocabulary import Step
from amends.web.executions import words
from amends.web.guards import SignedInRequest
from amends.web.taking_back import joined_sentences, what_follows
from amends.web.toasts import toast, toast_error

SHOWN = 3
"""Rows that were left as they are and are named; the rest is counted."""


def start(
    request: SignedInRequest, steps: Sequence[Step], rows: QuerySet[Any], *, subject: str, back: str
) -> HttpResponse:
    """Do the steps to the rows; then to the page `back` with the result, or to the page that shows how it goes."""
    user = request.user
    execution = begin_execution(steps, rows, subject=subject, author=user, by=Actor.person(user))
    return tell(request, execution, back)


def tell(request: SignedInRequest, execution: Execution, back: str) -> HttpResponse:
    page = reverse("executions:execution", args=[execution.pk])
    if not execution.is_over:
        toast(request, _("It goes on in the background. You may leave this page."), icon="loader-2")
        return HttpResponseRedirect(page)
    if execution.done or not (execution.refused or execution.failed):
        undo = reverse("executions:undoing", args=[execution.pk]) if execution.is_reversible else ""
        toast(request, joined_sentences(words.told(execution), _followed(execution, request.user)), undo=undo)
    if execution.refused or execution.failed:
        left = results_of(execution, [Letter.REFUSED, Letter.FAILED], limit=SHOWN)
        named = " ".join(f"{one.name}: {one.reason}" for one in left)
        toast_error(request, f"{words.left(execution)} {named}", link=page)
    return HttpResponseRedirect(back)


def _followed(execution: Execution, reader: User) -> str:
    """What became of what rules did because of what was taken back."""
    act = execution.by.undoes
    if act is None:
        return ""
    done = results_of(execution, [Letter.DONE], limit=AT_ONCE) if execution.subject == "ticket" else None
    return what_follows(act, reader, rows=None if done is None else [one.row for one in done])
