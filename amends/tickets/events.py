"""What can happen to a ticket.

Configured things are named by their stable code, with the names they had then beside it: the history tells what a
person read at the time, and needs no query to do so. People are named by id and name.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from amends.journal.events import Audience, EventKind
from amends.kit.references import Called, Refers
from amends.kit.translated import pick
from amends.tickets.models import Priority, Ticket

Names = dict[str, str]
"""Name per language."""

Words = str | Promise

OLD = pgettext_lazy("value of a change", "Old")
NEW = pgettext_lazy("value of a change", "New")


def _called(names: Names, code: str | None) -> str:
    return pick(names) or code or ""


class TicketFact(EventKind):
    """What all of them have in common: the ticket, and whose matter it is."""

    subjects: ClassVar[tuple[str, ...]] = ("ticket", "contact")
    triggers = True


class TicketCreated(TicketFact):
    code = "ticket.created"
    label = gettext_lazy("Ticket created")
    occasion: ClassVar[Words] = gettext_lazy("a ticket is created")
    icon = "ticket"
    because: ClassVar[Words] = gettext_lazy("because the ticket was created")
    subjects = ("ticket", "contact", "order")
    audience = Audience.CUSTOMER
    leaves = True

    personal = {"agent_name": "agent"}

    number: Annotated[str, Called(gettext_lazy("Number"))]
    type: Annotated[str, Refers("ticket_type"), Called(gettext_lazy("Type"))]
    type_names: Names = {}
    status: Annotated[str, Refers("status"), Called(gettext_lazy("Status"))]
    status_names: Names = {}
    queue: Annotated[str | None, Refers("queue"), Called(gettext_lazy("Queue"))] = None
    agent: Annotated[int | None, Refers("user"), Called(gettext_lazy("Agent"))] = None
    agent_name: str = ""
    source: Annotated[str, Called(gettext_lazy("Source"))] = ""
    order_code: Annotated[str, Called(gettext_lazy("Order number"))] = ""

    def hearers(self) -> Iterable[tuple[int, str]]:
        return [(self.agent, "ticket_assigned")] if self.agent else []

    def sentence(self) -> str:
        return _("%(type)s %(number)s created, status %(status)s") % {
            "type": _called(self.type_names, self.type),
            "number": self.number,
            "status": _called(self.status_names, self.status),
        }


class TicketStatusChanged(TicketFact):
    code = "ticket.status_changed"
    label = gettext_lazy("Status changed")
    occasion: ClassVar[Words] = gettext_lazy("the status changes")
    icon = "arrow-right"
    because: ClassVar[Words] = gettext_lazy("because the status changed")
    audience = Audience.CUSTOMER
    leaves = True

    old: Annotated[str, Refers("status"), Called(OLD)]
    new: Annotated[str, Refers("status"), Called(NEW)]
    old_names: Names = {}
    new_names: Names = {}
    old_turn: Annotated[str, Called(gettext_lazy("Old turn"))] = ""
    new_turn: Annotated[str, Called(gettext_lazy("New turn"))] = ""

    def sentence(self) -> str:
        return _("Status %(old)s to %(new)s") % {
            "old": _called(self.old_names, self.old),
            "new": _called(self.new_names, self.new),
        }


class TicketStatusReplaced(TicketFact):
    """Its status was retired, and another one took its place. Nobody decided anything about this ticket: rules for a
    change of status don't hear of it."""

    code = "ticket.status_replaced"
    label = gettext_lazy("Status replaced")
    icon = "archive"
    because: ClassVar[Words] = gettext_lazy("because the status was retired")
    audience = Audience.CUSTOMER
    triggers = False
    leaves = True

    old: Annotated[str, Refers("status"), Called(OLD)]
    new: Annotated[str, Refers("status"), Called(NEW)]
    old_names: Names = {}
    new_names: Names = {}

    def sentence(self) -> str:
        return _("Status %(old)s to %(new)s, because %(old)s was retired") % {
            "old": _called(self.old_names, self.old),
            "new": _called(self.new_names, self.new),
        }


class TicketClosed(TicketFact):
    code = "ticket.closed"
    label = gettext_lazy("Ticket closed")
    occasion: ClassVar[Words] = gettext_lazy("a ticket is closed")
    icon = "circle-check"
    because: ClassVar[Words] = gettext_lazy("because the ticket was closed")
    audience = Audience.CUSTOMER
    leaves = True

    status: Annotated[str, Refers("status"), Called(gettext_lazy("Status"))]

    def sentence(self) -> str:
        return _("Ticket closed")


class TicketReopened(TicketFact):
    code = "ticket.reopened"
    label = gettext_lazy("Ticket reopened")
    occasion: ClassVar[Words] = gettext_lazy("a ticket is reopened")
    icon = "rotate"
    because: ClassVar[Words] = gettext_lazy("because the ticket was reopened")
    audience = Audience.CUSTOMER
    leaves = True

    status: Annotated[str, Refers("status"), Called(gettext_lazy("Status"))]

    def sentence(self) -> str:
        return _("Ticket reopened")


class TicketAgentChanged(TicketFact):
    code = "ticket.agent_changed"
    label = gettext_lazy("Agent changed")
    occasion: ClassVar[Words] = gettext_lazy("the agent changes")
    icon = "user"
    because: ClassVar[Words] = gettext_lazy("because the agent changed")
    audience = Audience.STAFF
    leaves = True

    personal = {"old_name": "old", "new_name": "new"}

    old: Annotated[int | None, Refers("user"), Called(OLD)] = None
    old_name: Annotated[str, Called(gettext_lazy("Old name"))] = ""
    new: Annotated[int | None, Refers("user"), Called(NEW)] = None
    new_name: Annotated[str, Called(gettext_lazy("New name"))] = ""

    def hearers(self) -> Iterable[tuple[int, str]]:
        return [(self.new, "ticket_assigned")] if self.new else []

    def sentence(self) -> str:
        if self.new is None:
            return _("Agent %(old)s removed") % {"old": self.old_name}
        return _("Agent is now %(new)s") % {"new": self.new_name}


class TicketTagAdded(TicketFact):
    code = "ticket.tag_added"
    label = gettext_lazy("Tag added")
    occasion: ClassVar[Words] = gettext_lazy("a tag is added")
    occasions = {"tag": gettext_lazy("the tag %(values)s is added")}
    icon = "tag"
    because: ClassVar[Words] = gettext_lazy("because a tag was added")
    audience = Audience.STAFF
    leaves = True

    tag: Annotated[str, Refers("tag"), Called(gettext_lazy("Tag"))]
    names: Names = {}

    def sentence(self) -> str:
        return _("Tag %(tag)s added") % {"tag": _called(self.names, self.tag)}


class TicketTagRemoved(TicketFact):
    code = "ticket.tag_removed"
    label = gettext_lazy("Tag removed")
    occasion: ClassVar[Words] = gettext_lazy("a tag is removed")
    occasions = {"tag": gettext_lazy("the tag %(values)s is removed")}
    icon = "tag-off"
    because: ClassVar[Words] = gettext_lazy("because a tag was removed")
    audience = Audience.STAFF
    leaves = True

    tag: Annotated[str, Refers("tag"), Called(gettext_lazy("Tag"))]
    names: Names = {}

    def sentence(self) -> str:
        return _("Tag %(tag)s removed") % {"tag": _called(self.names, self.tag)}


class TicketPriorityChanged(TicketFact):
    code = "ticket.priority_changed"
    label = gettext_lazy("Priority changed")
    occasion: ClassVar[Words] = gettext_lazy("the priority changes")
    icon = "antenna-bars-5"
    because: ClassVar[Words] = gettext_lazy("because the priority changed")
    audience = Audience.STAFF
    leaves = True

    old: Annotated[str, Refers("priority"), Called(OLD)]
    new: Annotated[str, Refers("priority"), Called(NEW)]

    def sentence(self) -> str:
        return _("Priority %(old)s to %(new)s") % {"old": Priority(self.old).label, "new": Priority(self.new).label}


class TicketQueueChanged(TicketFact):
    code = "ticket.queue_changed"
    label = gettext_lazy("Queue changed")
    occasion: ClassVar[Words] = gettext_lazy("the queue changes")
    icon = "inbox"
    because: ClassVar[Words] = gettext_lazy("because the queue changed")
    audience = Audience.STAFF
    leaves = True

    old: Annotated[str | None, Refers("queue"), Called(OLD)] = None
    old_name: Annotated[str, Called(gettext_lazy("Old name"))] = ""
    new: Annotated[str | None, Refers("queue"), Called(NEW)] = None
    new_name: Annotated[str, Called(gettext_lazy("New name"))] = ""
    old_names: Names = {}
    new_names: Names = {}
    """`old_name` and `new_name` are one name only, that of the language of whoever moved it: the first events have no
    others."""

    def sentence(self) -> str:
        if self.new is None:
            return _("Taken out of queue %(old)s") % {"old": pick(self.old_names) or self.old_name}
        return _("Moved to queue %(new)s") % {"new": pick(self.new_names) or self.new_name}


class TicketCategoryChanged(TicketFact):
    code = "ticket.category_changed"
    label = gettext_lazy("Category changed")
    occasion: ClassVar[Words] = gettext_lazy("the category changes")
    icon = "sitemap"
    because: ClassVar[Words] = gettext_lazy("because the category changed")
    audience = Audience.STAFF
    leaves = True

    old: Annotated[str | None, Refers("category"), Called(OLD)] = None
    old_names: Names = {}
    new: Annotated[str | None, Refers("category"), Called(NEW)] = None
    new_names: Names = {}

    def sentence(self) -> str:
        if self.new is None:
            return _("Category %(old)s removed") % {"old": _called(self.old_names, self.old)}
        return _("Category %(new)s") % {"new": _called(self.new_names, self.new)}


class TicketDeadlineSet(TicketFact):
    code = "ticket.deadline_set"
    label = gettext_lazy("Deadline set")
    occasion: ClassVar[Words] = gettext_lazy("the deadline is set")
    icon = "calendar-due"
    because: ClassVar[Words] = gettext_lazy("because the deadline was set")
    audience = Audience.STAFF
    leaves = True

    old: Annotated[datetime | None, Called(OLD)] = None
    new: Annotated[datetime | None, Called(NEW)] = None

    def sentence(self) -> str:
        if self.new is None:
            return _("Deadline removed")
        return _("Deadline set to %(day)s") % {"day": date_format(timezone.localtime(self.new), "DATE_FORMAT")}


class TicketDetailChanged(TicketFact):
    """What was written down at the beginning was corrected; `detail` is the column."""

    code = "ticket.detail_changed"
    label = gettext_lazy("Detail changed")
    occasion: ClassVar[Words] = gettext_lazy("a detail changes")
    because: ClassVar[Words] = gettext_lazy("because a detail changed")
    icon = "pencil"
    audience = Audience.STAFF
    personal = {"old": "contact", "new": "contact"}

    detail: Annotated[str, Called(gettext_lazy("Detail"))]
    old: Annotated[str, Called(OLD)] = ""
    new: Annotated[str, Called(NEW)] = ""

    def sentence(self) -> str:
        words = {"detail": _detail(self.detail), "old": self.old, "new": self.new}
        if not self.new:
            return _("%(detail)s removed, it was %(old)s") % words
        if not self.old:
            return _("%(detail)s is now %(new)s") % words
        return _("%(detail)s changed from %(old)s to %(new)s") % words


def _detail(column: str) -> str:
    """What people call it, as a sentence begins."""
    try:
        name = str(Ticket._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        name = column
    return name[:1].upper() + name[1:]


class TicketDeleted(TicketFact):
    """Rules don't hear of it: for them the ticket is no longer there."""

    code = "ticket.deleted"
    label = gettext_lazy("Ticket deleted")
    icon = "trash"
    audience = Audience.STAFF
    triggers = False
    leaves = True
    personal = {"reason": "contact"}

    number: Annotated[str, Called(gettext_lazy("Number"))]
    reason: Annotated[str, Called(gettext_lazy("Reason"))] = ""

    def sentence(self) -> str:
        return _("Ticket deleted: %(reason)s") % {"reason": self.reason}


class TicketRestored(TicketFact):
    """A deletion was taken back, which sets off nothing."""

    code = "ticket.restored"
    label = gettext_lazy("Ticket restored")
    icon = "restore"
    audience = Audience.STAFF
    triggers = False
    leaves = True

    number: Annotated[str, Called(gettext_lazy("Number"))]

    def sentence(self) -> str:
        return _("Ticket restored")


class TicketRemoved(TicketFact):
    """A deleted ticket, and what was merged into it, is gone for good. Nothing is left that rules could act on."""

    code = "ticket.removed"
    label = gettext_lazy("Ticket removed for good")
    icon = "eraser"
    audience = Audience.STAFF
    triggers = False
    leaves = True

    number: Annotated[str, Called(gettext_lazy("Number"))]

    def sentence(self) -> str:
        return _("Ticket %(number)s removed for good") % {"number": self.number}


class FactOfTwo(TicketFact):
    """What happens to a ticket together with another one. Each of the two has an event of its own; `other` is the
    number of the other one, and empty for whoever may not see it (`queries.without_unseen`)."""

    audience = Audience.STAFF

    other: Annotated[str, Called(gettext_lazy("Other ticket"))] = ""

    def said(self) -> str:
        """The sentence with places for words, of which `other` is one."""
        raise NotImplementedError

    def words(self) -> dict[str, str]:
        return {"other": self.other or _("another ticket")}

    def sentence(self) -> str:
        return self.said() % self.words()


class TicketLinked(FactOfTwo):
    code = "ticket.linked"
    label = gettext_lazy("Ticket linked")
    occasion: ClassVar[Words] = gettext_lazy("the ticket is linked with another one")
    because: ClassVar[Words] = gettext_lazy("because the ticket was linked")
    icon = "link"

    def said(self) -> str:
        return _("Linked with %(other)s")


class TicketUnlinked(FactOfTwo):
    code = "ticket.unlinked"
    label = gettext_lazy("Link removed")
    occasion: ClassVar[Words] = gettext_lazy("a link with another ticket is removed")
    because: ClassVar[Words] = gettext_lazy("because a link was removed")
    icon = "unlink"

    def said(self) -> str:
        return _("Link with %(other)s removed")


class TicketMerged(FactOfTwo):
    """Rules act on the one that survives: the other is no longer there for them."""

    code = "ticket.merged"
    label = gettext_lazy("Tickets merged")
    occasion: ClassVar[Words] = gettext_lazy("another ticket is merged into it")
    because: ClassVar[Words] = gettext_lazy("because a ticket was merged into it")
    icon = "git-merge"
    leaves = True

    survives: Annotated[bool, Called(gettext_lazy("Is the ticket that stays"))] = False

    def said(self) -> str:
        return _("%(other)s merged into this ticket") if self.survives else _("Merged into %(other)s")


class TicketTakenApart(FactOfTwo):
    """A merge was taken back, which sets off nothing."""

    code = "ticket.taken_apart"
    label = gettext_lazy("Tickets taken apart")
    icon = "arrows-split-2"
    triggers = False
    leaves = True

    def said(self) -> str:
        return _("Merge with %(other)s")


class TicketDuplicated(FactOfTwo):
    code = "ticket.duplicated"
    label = gettext_lazy("Ticket duplicated")
    occasion: ClassVar[Words] = gettext_lazy("the ticket is duplicated")
    because: ClassVar[Words] = gettext_lazy("because the ticket was duplicated")
    icon = "copy"

    is_copy: Annotated[bool, Called(gettext_lazy("Is the copy"))] = False

    def said(self) -> str:
        return _("Made as a duplicate of %(other)s") if self.is_copy else _("Duplicated as %(other)s")


class TicketSplit(FactOfTwo):
    """Products went from one ticket to a new one; `products` says how many of what."""

    code = "ticket.split"
    label = gettext_lazy("Ticket split")
    occasion: ClassVar[Words] = gettext_lazy("products of the ticket get a ticket of their own")
    because: ClassVar[Words] = gettext_lazy("because the ticket was split")
    icon = "git-fork"

    is_new: Annotated[bool, Called(gettext_lazy("Is the new ticket"))] = False
    products: Annotated[list[str], Called(gettext_lazy("Products"))] = []

    def words(self) -> dict[str, str]:
        return super().words() | {"products": ", ".join(self.products)}

    def said(self) -> str:
        if self.is_new:
            return _("Split from %(other)s: %(products)s")
        return _("Split off into %(other)s: %(products)s")


class FirstQueueChosen(EventKind):
    """New tickets of a type, of a shop or a language or of any, begin in another queue from now on."""

    code = "queue.first_chosen"
    label = gettext_lazy("First queue chosen")
    subjects = ("ticket_type", "queue")
    icon = "inbox"

    type: Annotated[str, Refers("ticket_type")]
    type_names: Names = {}
    shop: str | None = None
    shop_name: str = ""
    language: str = ""
    old: Annotated[str | None, Refers("queue"), Called(OLD)] = None
    old_names: Names = {}
    new: Annotated[str | None, Refers("queue"), Called(NEW)] = None
    new_names: Names = {}

    def sentence(self) -> str:
        what = " · ".join(filter(None, [_called(self.type_names, self.type), self.shop_name, self.language]))
        if self.new is None:
            old = _called(self.old_names, self.old)
            return _("New tickets of %(what)s no longer begin in the queue %(old)s") % {"what": what, "old": old}
        new = _called(self.new_names, self.new)
        return _("New tickets of %(what)s begin in the queue %(new)s") % {"what": what, "new": new}


class LegalPeriodChosen(EventKind):
    """The law gives so many days for tickets of a type and country, from a day on."""

    code = "legal_period.chosen"
    label = gettext_lazy("Deadline by law chosen")
    subjects = ("ticket_type",)
    icon = "calendar-due"

    type: Annotated[str, Refers("ticket_type")]
    type_names: Names = {}
    country: str = ""
    valid_from: date
    old: Annotated[int | None, Called(OLD)] = None
    new: Annotated[int | None, Called(NEW)] = None
    source: str = ""

    def sentence(self) -> str:
        what = " · ".join(filter(None, [_called(self.type_names, self.type), self.country]))
        words = {"what": what, "days": self.new, "day": date_format(self.valid_from, "DATE_FORMAT")}
        if self.new is None:
            return _("%(what)s: no deadline by law from %(day)s") % words
        return _("%(what)s: %(days)d calendar days by law from %(day)s") % words


class CustomFact(TicketFact):
    """A custom field was filled in, changed or emptied. Chosen things are named by code, with their names beside."""

    icon = "pencil"
    audience = Audience.STAFF

    field: Annotated[str, Refers("custom_field"), Called(gettext_lazy("Field"))]
    field_names: Names = {}
    old: Annotated[str, Called(OLD)] = ""
    new: Annotated[str, Called(NEW)] = ""
    value_names: dict[str, Names] = {}

    @property
    def words(self) -> dict[str, str]:
        return {
            "field": _called(self.field_names, self.field),
            "old": self._said(self.old),
            "new": self._said(self.new),
        }

    def _said(self, value: str) -> str:
        if not self.value_names:
            return {"yes": pgettext("answer", "Yes"), "no": pgettext("answer", "No")}.get(value, value)
        return ", ".join(_called(self.value_names.get(code, {}), code) for code in value.split(", "))

    def sentence(self) -> str:
        if not self.new:
            return _("%(field)s removed, it was %(old)s") % self.words
        if not self.old:
            return _("%(field)s is now %(new)s") % self.words
        return _("%(field)s changed from %(old)s to %(new)s") % self.words


class TicketCustomFieldChanged(CustomFact):
    code = "ticket.custom_field_changed"
    label = gettext_lazy("Custom field changed")
    occasion: ClassVar[Words] = gettext_lazy("a custom field changes")
    occasions = {"field": gettext_lazy("the custom field %(values)s changes")}
    because: ClassVar[Words] = gettext_lazy("because a custom field changed")
    leaves = True
    personal = {"old": "contact", "new": "contact"}


class TicketProductFieldChanged(CustomFact):
    code = "ticket.product_field_changed"
    label = gettext_lazy("Custom field of a product changed")
    occasion: ClassVar[Words] = gettext_lazy("a custom field of a product changes")
    because: ClassVar[Words] = gettext_lazy("because a custom field of a product changed")
    personal = {"old": "contact", "new": "contact"}

    product: str = ""

    def sentence(self) -> str:
        return f"{self.product}: {super().sentence()}"


FormField = dict[str, str | bool | Names]
FormPart = dict[str, str | Names | list[FormField]]


class FormArranged(EventKind):
    """Which fields are asked of tickets of a type, and how. `old` and `new` are whole forms."""

    code = "form.arranged"
    label = gettext_lazy("Form arranged")
    of_any_subject: ClassVar[bool] = True
    icon = "forms"

    type: Annotated[str, Refers("ticket_type")]
    type_names: Names = {}
    reader: str
    old: list[FormPart]
    new: list[FormPart]

    def sentence(self) -> str:
        words = {"type": _called(self.type_names, self.type)}
        if self.reader == "portal":
            return _("Portal form of %(type)s arranged") % words
        return _("Staff form of %(type)s arranged") % words


class QueuesGiven(EventKind):
    """Which queues a person may work on. `given` and `taken` are by code the names in the language of whoever gave
    them, `given_names` and `taken_names` those in every language; the first events have only the former."""

    code = "queue.given"
    label = gettext_lazy("Queues of a person changed")
    subjects = ("user",)
    personal = {"user_name": "user"}

    user: Annotated[int, Refers("user")]
    user_name: str
    given: Names = {}
    taken: Names = {}
    given_names: dict[str, Names] = {}
    taken_names: dict[str, Names] = {}

    def sentence(self) -> str:
        given, taken = _listed(self.given, self.given_names), _listed(self.taken, self.taken_names)
        words = {"user": self.user_name, "given": given, "taken": taken}
        parts = []
        if self.given:
            parts.append(_("%(user)s was given the queue %(given)s") % words)
        if self.taken:
            parts.append(_("The queue %(taken)s was taken from %(user)s") % words)
        return "; ".join(parts)


def _listed(once: Names, names: dict[str, Names]) -> str:
    return ", ".join(pick(names.get(code, {})) or name for code, name in once.items())


class WorkflowFact(EventKind):
    """What happens to the workflow of a type as a whole."""

    subjects: ClassVar[tuple[str, ...]] = ("ticket_type",)
    icon = "route"

    type: Annotated[str, Refers("ticket_type")]
    names: Names = {}


class WorkflowDrafted(WorkflowFact):
    code = "workflow.drafted"
    label = gettext_lazy("Draft of a workflow changed")

    version: int

    def sentence(self) -> str:
        return _("Draft of the workflow of %(type)s changed") % {"type": _called(self.names, self.type)}


class WorkflowDiscarded(WorkflowFact):
    code = "workflow.discarded"
    label = gettext_lazy("Draft of a workflow discarded")
    icon = "trash"

    def sentence(self) -> str:
        return _("Draft of the workflow of %(type)s discarded") % {"type": _called(self.names, self.type)}


class WorkflowPutLive(WorkflowFact):
    code = "workflow.put_live"
    label = gettext_lazy("Workflow put live")

    number: int

    def sentence(self) -> str:
        words = {"number": self.number, "type": _called(self.names, self.type)}
        return _("Version %(number)d of the workflow of %(type)s put live") % words
