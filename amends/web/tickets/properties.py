"""The properties of a ticket that are changed by hand, each in one place: how it is shown, what its menu offers, what
the menu sends and what then happens. The page draws all of PROPERTIES, and each has the address `tickets:<code>`.
"""

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amends.activities.queries import open_activity_count
from amends.journal.actors import Actor
from amends.kit.deadlines import day_of
from amends.kit.markup import markup
from amends.kit.outcomes import Outcome
from amends.tickets.access import visible_queues
from amends.tickets.catalogue import path_name, tree
from amends.tickets.legal import LegalDeadline, legal_deadline
from amends.tickets.models import Priority, Tag, Ticket
from amends.tickets.queries import all_tags, assignable_people, get_status, get_tag, ways_out
from amends.web.filled import posted
from amends.web.guards import SignedInRequest
from amends.web.templatetags.forms import field
from amends.web.templatetags.parts import avatar, icon, menu, status, tag, who
from amends.web.templatetags.values import at, due
from amends.web.tickets.forms import DeadlineForm
from amends.web.tickets.in_place import put_tag
from amends.web.tickets.menus import DIVIDER, NONE, Html, Property, Scene, together


class StatusProperty(Property):
    """Offers where the workflow leads, and says why the rest is locked (R55)."""

    code = control = "status"
    label, title, key = gettext_lazy("Status"), gettext_lazy("Change status (S)"), "s"
    menu_css = "dropdown-menu tk-status"

    def shown(self, ticket: Ticket) -> Html:
        return status(ticket.status)

    def menu(self, scene: Scene) -> Html:
        ticket = scene.ticket
        reachable, locked = ways_out(ticket)
        offered = [self.choice(one.code, status(one)) for one in reachable] or [
            markup('<p class="dropdown-item-text">{}</p>', _("No further status from here."))
        ]
        explained = [self._explained(one.name, one.refusal) for one in locked if one.refusal]
        others = [self._locked(one.name) for one in locked if not one.refusal]
        impossible = _("Not possible from %(status)s")
        return together(
            [
                _header(_("Move to")),
                scene.form(self.address(ticket), self.seen(ticket), *offered),
                *([DIVIDER, *explained] if explained else []),
                *([DIVIDER, _header(impossible % {"status": ticket.status.name}), *others] if others else []),
            ]
        )

    def _explained(self, name: str, reason: str) -> SafeString:
        return self._locked(markup('<span><span class="visually-hidden">{}: </span>{}</span>', name, reason))

    def _locked(self, said: Html) -> SafeString:
        return markup('<div class="dropdown-item" aria-disabled="true">{}{}</div>', icon("lock", size="sm"), said)

    def wanted(self, request: SignedInRequest) -> str:
        to = get_status(request.POST.get("status", ""))
        if to is None:
            raise self.refuse(_("There is no such status. Choose one of those offered."))
        return to.code

    def done(self, ticket: Ticket, raw: str, outcome: Outcome) -> str:
        to = get_status(raw)
        left = open_activity_count(ticket) if to and to.is_closed and outcome.is_done else 0
        warning = ngettext(
            "%(number)s is closed; %(left)d activity on it is still open",
            "%(number)s is closed; %(left)d activities on it are still open",
            left,
        )
        return warning % {"number": ticket.number, "left": left} if left else ""


class AgentProperty(Property):
    code = control = "agent"
    label, title, key = gettext_lazy("Agent"), gettext_lazy("Assign (I)"), "i"

    def shown(self, ticket: Ticket) -> Html:
        return who(ticket.agent, nobody=_("Nobody"))

    def menu(self, scene: Scene) -> Html:
        ticket, reader = scene.ticket, scene.reader
        me = [self.choice(reader.pk, _face(reader, _("Me"))), DIVIDER] if ticket.agent_id != reader.pk else []
        others = [
            self.choice(one.pk, _face(one, one.name), is_current=one.pk == ticket.agent_id)
            for one in assignable_people()
            if one.pk != reader.pk
        ]
        nobody = [DIVIDER, self.choice("", _("Nobody"))] if ticket.agent_id else []
        return scene.form(self.address(ticket), self.seen(ticket), *me, *others, *nobody)

    def wanted(self, request: SignedInRequest) -> str:
        wanted = request.POST.get("agent", "")
        if wanted and wanted not in {str(one.pk) for one in assignable_people()}:
            raise self.refuse(_("Nobody by this name works here. Choose somebody else."))
        return wanted


class DeadlineProperty(Property):
    code, field, control = "deadline", "due", "day"
    label, title, key = gettext_lazy("Deadline"), gettext_lazy("Deadline (D)"), "d"
    menu_css = "dropdown-menu am-pop"

    def shown(self, ticket: Ticket) -> Html:
        return due(ticket.due_at, ticket.closed_at)

    def menu(self, scene: Scene) -> Html:
        return self._by_law(scene) + self._by_hand(scene)

    def _by_law(self, scene: Scene) -> Html:
        """How the law's deadline comes about, and a button that takes it over."""
        ticket = scene.ticket
        found = legal_deadline(ticket)
        if found is None:
            return NONE
        days = ngettext("%(days)d calendar day", "%(days)d calendar days", found.period.days)
        facts = [
            (_("Counted from"), at(found.start, "day")),
            (_("Period"), days % {"days": found.period.days}),
            *self._free_days(found),
            (_("Ends"), at(found.last, "day")),
            (_("Source"), together([found.period.source, *(["; ", found.moved_by] if found.moved_by else [])])),
        ]
        rows = together(markup("<dt>{}</dt><dd>{}</dd>", *fact) for fact in facts)
        late = _("The deadline that is set is later than the law allows.") if found.is_missed_by(ticket) else ""
        said = markup('<p class="meta is-today mb-1">{}</p>', late) if late else NONE
        head = markup('<h2>{}</h2><dl class="kv mt-2">{}</dl>{}', _("By law"), rows, said)
        if ticket.due_at and day_of(ticket.due_at) == found.last:
            return head + DIVIDER
        button = '<button class="btn btn-plain btn-sm" type="submit" name="day" value="{}">{}</button>'
        taking = markup(button, found.last.isoformat(), _("Set this deadline"))
        return head + scene.form(self.address(ticket), self.seen(ticket), taking) + DIVIDER

    def _free_days(self, found: LegalDeadline) -> list[tuple[str, Html]]:
        """Which free days the period is longer for."""
        named = [markup("{} ({})", at(day, "day"), name) for day, name in found.days_off]
        return [(_("Free days"), markup("<br>".join(["{}"] * len(named)), *named))] if named else []

    def _by_hand(self, scene: Scene) -> Html:
        ticket, address = scene.ticket, self.address(scene.ticket)
        form = DeadlineForm(initial={"day": day_of(ticket.due_at) if ticket.due_at else None})
        row = '<div class="inline mt-2"><button class="btn btn-plain btn-sm" type="submit">{}</button></div>'
        setting = scene.form(
            address, self.seen(ticket), field(form["day"], optional=False), markup(row, _("Set deadline"))
        )
        if not ticket.due_at:
            return setting
        none = '<button class="btn btn-bare btn-sm mt-1" type="submit" name="day" value="">{}</button>'
        return setting + scene.form(address, self.seen(ticket), markup(none, _("No deadline")))

    def wanted(self, request: SignedInRequest) -> str:
        form = DeadlineForm(posted(request))
        if not form.is_valid():
            raise self.refuse(_("This is not a day. Write it as year-month-day, for example 2026-11-26."))
        day = form.cleaned_data["day"]
        return day.isoformat() if day else ""


class PriorityProperty(Property):
    code = control = "priority"
    label, title = gettext_lazy("Priority"), gettext_lazy("Change priority")

    def shown(self, ticket: Ticket) -> Html:
        return str(Priority(ticket.priority).label)

    def menu(self, scene: Scene) -> Html:
        ticket = scene.ticket
        offered = (
            self.choice(value, str(label), is_current=value == ticket.priority) for value, label in Priority.choices
        )
        return scene.form(self.address(ticket), self.seen(ticket), *offered)

    def wanted(self, request: SignedInRequest) -> str:
        wanted = request.POST.get("priority", "")
        if wanted not in Priority.values:
            raise self.refuse(_("There is no such priority. Choose one of those offered."))
        return wanted


class QueueProperty(Property):
    code = control = "queue"
    label, title = gettext_lazy("Queue"), gettext_lazy("Change queue")

    def shown(self, ticket: Ticket) -> Html:
        return ticket.queue.name if ticket.queue else _("None")

    def menu(self, scene: Scene) -> Html:
        ticket, queues = scene.ticket, visible_queues(scene.reader)
        offered = (self.choice(one.code, one.name, is_current=one.pk == ticket.queue_id) for one in queues)
        return scene.form(self.address(ticket), self.seen(ticket), *offered)

    def wanted(self, request: SignedInRequest) -> str:
        wanted = request.POST.get("queue", "")
        if wanted and wanted not in {one.code for one in visible_queues(request.user)}:
            raise self.refuse(_("There is no such queue. Choose one of those offered."))
        return wanted


class CategoryProperty(Property):
    code = control = "category"
    label, title = gettext_lazy("Category"), gettext_lazy("Change category")

    def draw(self, scene: Scene) -> SafeString:
        """Not there for a shop that has no categories."""
        return super().draw(scene) if scene.ticket.category_id or tree() else markup("")

    def shown(self, ticket: Ticket) -> Html:
        return path_name(ticket.category) if ticket.category else _("None")

    def menu(self, scene: Scene) -> Html:
        ticket = scene.ticket
        offered = [
            self.choice(one.code, path_name(one), is_current=one.pk == ticket.category_id)
            for one, _depth in tree()
            if not one.is_retired
        ]
        none = [self.choice("", _("None"))] if ticket.category_id else []
        return scene.form(self.address(ticket), self.seen(ticket), *none, *offered)

    def wanted(self, request: SignedInRequest) -> str:
        wanted = request.POST.get("category", "")
        if wanted and wanted not in {one.code for one, _depth in tree()}:
            raise self.refuse(_("There is no such category. Choose one of those offered."))
        return wanted


class TagsProperty(Property):
    """Each tag with a way to take it off, and a menu of those that may be added."""

    code, control = "tags", "tag"
    label = gettext_lazy("Tags")

    def draw(self, scene: Scene) -> SafeString:
        worn = {one.pk for one in scene.tags}
        others = [one for one in all_tags() if one.pk not in worn]
        adding: Html = NONE
        if others:
            offered = scene.form(self.address(scene.ticket), *(self.choice(one.code, tag(one)) for one in others))
            adding = menu(offered, icon_name="plus", named=_("Add a tag"), button="btn btn-bare btn-sm btn-icon")
        elif not worn:
            adding = markup('<span class="ink-3">{}</span>', _("None"))
        return markup(
            '<div class="prop is-wide{}"><span class="k">{}</span><span class="v-row">{}{}</span></div>',
            "" if worn else " is-void",
            self.label,
            together(self._worn(scene, one) for one in scene.tags),
            adding,
        )

    def _worn(self, scene: Scene, one: Tag) -> SafeString:
        off = '<button class="btn btn-bare btn-sm btn-icon" type="submit" aria-label="{}">{}</button>'
        taking_off = markup(off, _("Remove the tag %(tag)s") % {"tag": one.name}, icon("x", size="sm"))
        address = reverse("tickets:tag_removal", args=[scene.ticket.number, one.code])
        return scene.form(address, tag(one), taking_off, css="tk-tag")

    def change(self, request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
        found = get_tag(request.POST.get("tag", ""))
        if found is None:
            raise self.refuse(_("There is no such tag. Choose one of those offered."))
        put_tag(request, ticket, found, by=by)


PROPERTIES: tuple[Property, ...] = (
    StatusProperty(),
    AgentProperty(),
    DeadlineProperty(),
    PriorityProperty(),
    QueueProperty(),
    CategoryProperty(),
    TagsProperty(),
)
"""In the order in which they stand above a ticket."""


def draw_all(scene: Scene) -> SafeString:
    return together(one.draw(scene) for one in PROPERTIES)


def _header(said: str) -> SafeString:
    return markup('<div class="dropdown-header">{}</div>', said)


def _face(person: Any, said: str) -> SafeString:
    return markup("{}{}", avatar(person), said)
