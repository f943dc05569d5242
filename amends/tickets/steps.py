"""What rules, macros and processes may do with a ticket."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import Field as Parameter

from amends.journal.actors import Actor
from amends.journal.models import Event
from amends.kit.deadlines import end_of_day
from amends.kit.references import Refers
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.people.models import User
from amends.tickets import actions
from amends.tickets.models import Priority, Queue, Status, Tag, Ticket
from amends.vocabulary import Outcome, Step
from amends.vocabulary.choosers import chooser


class TicketStep(Step):
    """A deed on a ticket. A refusal of the domain is no failure of the rule: the step is skipped and says why (Q8)."""

    subject: ClassVar[str] = "ticket"

    def run(self, subject: Ticket, by: Actor, because: Event | None = None) -> Outcome:
        try:
            return self.act(subject, by)
        except Refused as refusal:
            return Outcome.skipped(refusal.message)

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        raise NotImplementedError


def _gone(name: str) -> Outcome:
    return Outcome.skipped(say(gettext_lazy("“%(name)s” is no longer there."), name=name))


def _label(chooser_code: str, value: Any) -> str:
    return str(chooser(chooser_code).labels([str(value)]).get(str(value), value))


class ChangeStatus(TicketStep):
    code = "change_status"
    label = gettext_lazy("Change status")

    status: Annotated[str, Refers("status")]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        to = Status.objects.filter(code=self.status).select_related("type").first()
        if to is None:
            return _gone(self.status)
        if ticket.status_id == to.pk:
            return Outcome.skipped(gettext_lazy("The ticket has this status already."))
        actions.change_status(ticket, to=to, by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return _("change the status to %(status)s") % {"status": _label("status", self.status)}


class AssignAgent(TicketStep):
    code = "assign_agent"
    label = gettext_lazy("Assign agent")

    agent: Annotated[int | None, Refers("user")] = None

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        agent = User.objects.filter(pk=self.agent).first() if self.agent else None
        if self.agent and agent is None:
            return _gone(str(self.agent))
        actions.assign_agent(ticket, agent=agent, by=by)
        return Outcome.done()

    def sentence(self) -> str:
        if self.agent is None:
            return _("take the agent off")
        return _("assign it to %(agent)s") % {"agent": _label("user", self.agent)}


class AddTag(TicketStep):
    code = "add_tag"
    label = gettext_lazy("Add tag")

    tag: Annotated[str, Refers("tag")]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        tag = Tag.objects.filter(code=self.tag).first()
        if tag is None:
            return _gone(self.tag)
        actions.add_tag(ticket, tag=tag, by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return _("add the tag %(tag)s") % {"tag": _label("tag", self.tag)}


class RemoveTag(TicketStep):
    code = "remove_tag"
    label = gettext_lazy("Remove tag")

    tag: Annotated[str, Refers("tag")]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        tag = Tag.objects.filter(code=self.tag).first()
        if tag is None:
            return _gone(self.tag)
        actions.remove_tag(ticket, tag=tag, by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return _("remove the tag %(tag)s") % {"tag": _label("tag", self.tag)}


class ChangePriority(TicketStep):
    code = "change_priority"
    label = gettext_lazy("Change priority")

    priority: Annotated[Literal["low", "normal", "high", "urgent"], Refers("priority")]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        actions.change_priority(ticket, to=Priority(self.priority), by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return _("change the priority to %(priority)s") % {"priority": Priority(self.priority).label}


class ChangeQueue(TicketStep):
    code = "change_queue"
    label = gettext_lazy("Change queue")

    queue: Annotated[str, Refers("queue")]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        queue = Queue.objects.filter(code=self.queue).first()
        if queue is None:
            return _gone(self.queue)
        actions.change_queue(ticket, to=queue, by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return _("move it to the queue %(queue)s") % {"queue": _label("queue", self.queue)}


class SetDeadline(TicketStep):
    """A deadline counted from the moment the rule acts; whole days end at the end of the day."""

    code = "set_deadline"
    label = gettext_lazy("Set deadline")

    days: Annotated[int, Parameter(ge=0, le=3650)]

    def act(self, ticket: Ticket, by: Actor) -> Outcome:
        day = timezone.localtime(timezone.now(), timezone.get_default_timezone()).date() + timedelta(days=self.days)
        actions.set_deadline(ticket, due_at=end_of_day(day), by=by)
        return Outcome.done()

    def sentence(self) -> str:
        return ngettext("set the deadline in %(days)d day", "set the deadline in %(days)d days", self.days) % {
            "days": self.days
        }
