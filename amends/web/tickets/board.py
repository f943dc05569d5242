"""The board: tickets as cards in lanes, a lane for each phase of the workflow. Dragging a card changes its status.

A lane shows what is open, the soonest deadline first, then what was closed lately.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amends.journal.actors import Actor
from amends.kit.counting import capped_counts, say_count
from amends.kit.pages import page
from amends.kit.paging import Page, Part, keyset_in_turn
from amends.kit.refusals import NotThere, Refused
from amends.tickets.access import get_ticket_for, visible_tickets
from amends.tickets.catalogue import workflow
from amends.tickets.models import Phase, Status, Ticket
from amends.vocabulary import Condition, Tree
from amends.vocabulary.plain import Row
from amends.web.guards import SignedInRequest, signed_in
from amends.web.tickets import cards
from amends.web.tickets.lists import SCOPES, TicketList
from amends.web.tickets.properties import StatusProperty
from amends.web.toasts import toast_error
from amends.web.views.beside import BOARD, Beside

SIZE = 20
"""Cards that a lane shows at a time."""
MOVED = "moved"
RECENT = 30
"""Days for which closed tickets stay on the board."""
SOONEST, LATEST = ("due_at", "id"), ("-closed_at", "-id")


@dataclass(frozen=True)
class Lane:
    """The phases of one name, one for each type that has it; known by the code of the first."""

    phases: tuple[Phase, ...]
    statuses: tuple[Status, ...]

    @property
    def code(self) -> str:
        return self.phases[0].code

    @property
    def name(self) -> str:
        return self.phases[0].name

    @property
    def open(self) -> Tree:
        return _in([one for one in self.statuses if not one.is_closed])

    @property
    def closed(self) -> Tree:
        """The tickets that were closed lately."""
        lately = Tree.of(Condition(field="closed", op="within_last_days", value=RECENT))
        return _in([one for one in self.statuses if one.is_closed]).joined(lately)

    @property
    def holds_open(self) -> bool:
        return any(not one.is_closed for one in self.statuses)

    @property
    def holds_closed(self) -> bool:
        return any(one.is_closed for one in self.statuses)


def _in(statuses: Iterable[Status]) -> Tree:
    return Tree.of(Condition(field="status", op="is", value=[one.code for one in statuses]))


@dataclass(frozen=True)
class Shown:
    """A lane with its first cards, or with those after a cursor."""

    lane: Lane
    page: Page[Row]
    cards: SafeString
    count: str
    """How many are open, and how many were closed lately, as far as such come here."""


class Board:
    """The tickets of a list (`lists.TicketList`) in lanes; not in its order."""

    def __init__(self, request: SignedInRequest) -> None:
        self.list = TicketList(request)

    @cached_property
    def lanes(self) -> list[Lane]:
        """Those of the types that the list is about, in the order of their workflows."""
        by_name: dict[str, dict[Phase, list[Status]]] = {}
        for one in sorted(self.statuses, key=lambda one: (one.phase.position, one.type.position, one.position)):
            by_name.setdefault(one.phase.name, {}).setdefault(one.phase, []).append(one)
        return [Lane(tuple(phases), tuple(chain(*phases.values()))) for phases in by_name.values()]

    @cached_property
    def statuses(self) -> list[Status]:
        """In use, of the types that the list is about."""
        asked = self.list.bar.values_of("type")
        known = [one for one in workflow().statuses.values() if not one.is_retired and not one.type.is_retired]
        return [one for one in known if asked is None or one.type.code in asked]

    @property
    def ways(self) -> Iterator[tuple[Status, list[tuple[Status, str]]]]:
        """Each status with where the workflow leads from it, and in which lane that is."""
        lane_of = {one.pk: lane.code for lane in self.lanes for one in lane.statuses}
        leads = workflow().ways
        for one in self.statuses:
            reachable = leads.get(one.pk, frozenset())
            yield one, [(other, lane_of[other.pk]) for other in self.statuses if other.pk in reachable]

    def shown(self) -> list[Shown]:
        """All lanes, each from its beginning."""
        counts = self._counts()
        pages = [self._page(lane) for lane in self.lanes]
        self._bring_forward(pages)
        drawn = cards.draw([one.rows for one in pages], with_type=len({one.type_id for one in self.statuses}) > 1)
        return [
            Shown(lane, one, html, self._said(lane, counts))
            for lane, one, html in zip(self.lanes, pages, drawn, strict=True)
        ]

    def more_of(self, code: str, after: str) -> tuple[Lane, Page[Row], SafeString]:
        """The cards of one lane after a cursor. Raises NotThere, CursorRefused."""
        lane = next((one for one in self.lanes if one.code == code), None)
        if lane is None:
            raise NotThere
        found = self._page(lane, after)
        [drawn] = cards.draw([found.rows], with_type=len({one.type_id for one in self.statuses}) > 1)
        return lane, found, drawn

    def _bring_forward(self, pages: list[Page[Row]]) -> None:
        """What was just moved (`?moved=<number>`) is seen where it went, though many are before it there."""
        number = self.list.request.GET.get(MOVED)
        if not number or any(row["number"] == number for one in pages for row in one.rows):
            return
        moved = self.list.bar.to_show(self.list.of_whom(visible_tickets(self.list.user))).filter(number=number)
        for row in cards.read(moved, SOONEST, self.list.user):
            for lane, shown in zip(self.lanes, pages, strict=True):
                if row["status__code"] in {one.code for one in lane.statuses}:
                    shown.rows.insert(0, row)

    def _counts(self) -> dict[str, int]:
        asked = {f"open {lane.code}": self._open(lane) for lane in self.lanes if lane.holds_open}
        asked |= {f"closed {lane.code}": self._closed(lane) for lane in self.lanes if lane.holds_closed}
        return capped_counts(asked, self.list.cap)

    def _said(self, lane: Lane, counts: dict[str, int]) -> str:
        count = {what: counts.get(f"{what} {lane.code}", 0) for what in ("open", "closed")}
        number = {what: say_count(each, self.list.cap) for what, each in count.items()}
        lately = _("%(number)s in %(days)d days") % {"number": number["closed"], "days": RECENT}
        return " · ".join([number["open"]] * lane.holds_open + [lately] * lane.holds_closed)

    def _open(self, lane: Lane) -> QuerySet[Ticket]:
        return self._those(lane.open).filter(closed_at=None)

    def _closed(self, lane: Lane) -> QuerySet[Ticket]:
        return self._those(lane.closed)

    def _those(self, base: Tree) -> QuerySet[Ticket]:
        return self.list.bar.to_show(self.list.of_whom(visible_tickets(self.list.user)), base=base)

    def _page(self, lane: Lane, after: str | None = None) -> Page[Row]:
        parts = [(self._open(lane), SOONEST)] if lane.holds_open else []
        parts += [(self._closed(lane), LATEST)] if lane.holds_closed else []
        turns = [Part(cards.read(rows, order, self.list.user), order) for rows, order in parts]
        return keyset_in_turn(turns, after=after, size=SIZE)


@require_safe
@signed_in
def board(request: SignedInRequest) -> HttpResponse:
    """All lanes; with `lane` and `after` more cards of one (htmx)."""
    asked = Board(request)
    if "lane" in request.GET:
        lane, found, drawn = asked.more_of(request.GET["lane"], request.GET.get("after", ""))
        context = {"lane": lane, "page": found, "cards": drawn, "query": _query(request)}
        return render(request, "tickets/_cards.html", context)
    context = {
        "bar": asked.list.bar,
        "beside": Beside(request, BOARD),
        "count": asked.list.count,
        "lanes": asked.shown(),
        "query": _query(request),
        "scope": asked.list.scope,
        "scopes": SCOPES,
        "ways": asked.ways,
    }
    return page(request, "tickets/board.html", context)


@require_POST
@signed_in
def move(request: SignedInRequest) -> HttpResponse:
    """Give a ticket the status that its card was dragged to, and show the board as it now is."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    number = request.POST.get("number", "")
    try:
        StatusProperty().change(request, get_ticket_for(request.user, number, to="edit"), Actor.person(request.user))
    except Refused as refusal:
        toast_error(request, str(refusal))
    query[MOVED] = number
    return HttpResponseRedirect(f"{reverse('tickets:board')}?{query.urlencode()}")


def _query(request: SignedInRequest) -> str:
    """The address of the board without what is said once."""
    kept = request.GET.copy()
    for name in ("lane", "after", MOVED):
        kept.pop(name, None)
    return kept.urlencode()
