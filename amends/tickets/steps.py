"""What rules, macros and processes may do with tickets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import Field as Parameter
from pydantic import field_validator

from amends.journal.actors import By
from amends.kit.deadlines import end_of_day
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.references import Refers
from amends.kit.sets import lock_ids
from amends.kit.translated import say
from amends.people.models import User
from amends.tickets import actions
from amends.tickets.catalogue import custom
from amends.tickets.custom import check_value, vocabulary_field
from amends.tickets.models import Category, CustomField, Priority, Queue, Status, Tag, Ticket
from amends.vocabulary import Field, Step
from amends.vocabulary.changing import SetField
from amends.vocabulary.choosers import chooser

MOST_OTHERS = 100
"""Statuses that one change may name beside its own: no shop has as many types of tickets."""


class TicketStep(Step):
    """A deed on tickets. A refusal of the domain is no failure of the rule: the step is skipped and says why (Q8)."""

    subject: ClassVar[str] = "ticket"


def _gone(ids: Sequence[int], name: str) -> Outcomes:
    outcome = Outcome.skipped(say(gettext_lazy("“%(name)s” is no longer there."), name=name))
    return dict.fromkeys(ids, outcome)


def _label(chooser_code: str, value: Any) -> str:
    return str(chooser(chooser_code).labels([str(value)]).get(str(value), value))


def _by_former(done: Mapping[int, Any]) -> dict[Any, list[int]]:
    """The rows that are to get the same value back."""
    same: dict[Any, list[int]] = {}
    for row, former in done.items():
        same.setdefault(tuple(former) if isinstance(former, list) else former, []).append(row)
    return same


class ChangeStatus(TicketStep):
    code = "change_status"
    label = gettext_lazy("Change status")
    reversible = True

    status: Annotated[str, Refers("status")]
    others: Annotated[tuple[str, ...], Refers("status"), Parameter(max_length=MOST_OTHERS)] = ()
    """Statuses of other types, which tickets of these get instead: "Closed" is a status of every type."""

    @field_validator("others")
    @classmethod
    def _each_once(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if len({*given}) < len(given):
            raise ValueError("a status is named twice")
        return given

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        found = Status.objects.filter(code__in=[self.status, *self.others]).select_related("type")
        known = {status.code: status for status in found}
        if self.status not in known:
            return _gone(ids, self.status)
        if not self.others:
            return actions.change_status_of_many(ids, to=known[self.status], by=by)
        with transaction.atomic():
            lock_ids(Ticket, ids)  # all of them in their order, before one type after the other
            return self._by_type(ids, known, by)

    def _by_type(self, ids: Sequence[int], known: Mapping[str, Status], by: By) -> Outcomes:
        """Tickets whose type has none of the statuses are told which one was chosen."""
        targets = {status.type_id: status for status in known.values()}
        types = dict(Ticket.objects.filter(pk__in=ids).values_list("pk", "type_id"))
        groups: dict[Status, list[int]] = {}
        for pk in ids:
            groups.setdefault(targets.get(types.get(pk, 0), known[self.status]), []).append(pk)
        outcomes: Outcomes = {}
        for to, group in groups.items():
            outcomes |= actions.change_status_of_many(group, to=to, by=by)
        return outcomes

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return actions.take_back_status(done, by=by)

    def sentence(self) -> str:
        named = chooser("status").names([self.status]) if self.others else {}
        return _("change the status to %(status)s") % {
            "status": named.get(self.status) or _label("status", self.status)
        }


class ReplaceStatus(TicketStep):
    """The status that a ticket has is retired. No rule and no person asks for this: putting a workflow live does."""

    code = "replace_status"
    label = gettext_lazy("Move out of a retired status")
    offered = False

    status: Annotated[str, Refers("status")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        to = Status.objects.filter(code=self.status, retired_at=None).select_related("type").first()
        return actions.replace_status_of_many(ids, to=to, by=by) if to else _gone(ids, self.status)

    def sentence(self) -> str:
        return _("move them to %(status)s, because their status is retired") % {"status": _label("status", self.status)}


class AssignAgent(TicketStep):
    code = "assign_agent"
    label = gettext_lazy("Assign agent")
    reversible = True

    agent: Annotated[int | None, Refers("user")] = None

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        agent = User.objects.filter(pk=self.agent).first() if self.agent else None
        if self.agent and agent is None:
            return _gone(ids, str(self.agent))
        return actions.assign_agent_of_many(ids, agent=agent, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        people = User.objects.in_bulk([pk for pk in {self.agent, *done.values()} if pk])
        seen = people.get(self.agent or 0)
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            outcomes |= actions.assign_agent_of_many(ids, agent=people.get(was), seen=seen, by=by)
        return outcomes

    def sentence(self) -> str:
        if self.agent is None:
            return _("remove the agent")
        return _("assign it to %(agent)s") % {"agent": _label("user", self.agent)}


class AddTag(TicketStep):
    code = "add_tag"
    label = gettext_lazy("Add tag")
    reversible = True

    tag: Annotated[str, Refers("tag")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        tag = Tag.objects.filter(code=self.tag).first()
        return actions.add_tag_to_many(ids, tag=tag, by=by) if tag else _gone(ids, self.tag)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return RemoveTag(tag=self.tag).run_many([*done], by)

    def sentence(self) -> str:
        return _("add the tag %(tag)s") % {"tag": _label("tag", self.tag)}


class RemoveTag(TicketStep):
    code = "remove_tag"
    label = gettext_lazy("Remove tag")
    reversible = True

    tag: Annotated[str, Refers("tag")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        tag = Tag.objects.filter(code=self.tag).first()
        return actions.remove_tag_from_many(ids, tag=tag, by=by) if tag else _gone(ids, self.tag)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return AddTag(tag=self.tag).run_many([*done], by)

    def sentence(self) -> str:
        return _("remove the tag %(tag)s") % {"tag": _label("tag", self.tag)}


class ChangePriority(TicketStep):
    code = "change_priority"
    label = gettext_lazy("Change priority")
    reversible = True

    priority: Annotated[Literal["low", "normal", "high", "urgent"], Refers("priority")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return actions.change_priority_of_many(ids, to=Priority(self.priority), by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            outcomes |= actions.change_priority_of_many(ids, to=Priority(was), seen=self.priority, by=by)
        return outcomes

    def sentence(self) -> str:
        return _("change the priority to %(priority)s") % {"priority": Priority(self.priority).label}


class ChangeQueue(TicketStep):
    code = "change_queue"
    label = gettext_lazy("Change queue")
    reversible = True

    queue: Annotated[str, Refers("queue")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        queue = Queue.objects.filter(code=self.queue).first()
        return actions.change_queue_of_many(ids, to=queue, by=by) if queue else _gone(ids, self.queue)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        named = Queue.objects.filter(code__in=[self.queue, *filter(None, done.values())])
        queues = {queue.code: queue for queue in named}
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            if was and was not in queues:
                outcomes |= _gone(ids, was)
            else:
                seen = queues.get(self.queue)
                outcomes |= actions.change_queue_of_many(ids, to=queues.get(was), seen=seen, by=by)
        return outcomes

    def sentence(self) -> str:
        return _("move it to the queue %(queue)s") % {"queue": _label("queue", self.queue)}


class ChangeCategory(TicketStep):
    """Into a category, or out of any."""

    code = "change_category"
    label = gettext_lazy("Change category")
    reversible = True

    category: Annotated[str | None, Refers("category")]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        to = Category.objects.filter(code=self.category).first() if self.category else None
        if self.category and to is None:
            return _gone(ids, self.category)
        return actions.change_category_of_many(ids, to=to, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        named = Category.objects.filter(code__in=[code for code in {self.category, *done.values()} if code])
        known = {category.code: category for category in named}
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            if was and was not in known:
                outcomes |= _gone(ids, was)
            else:
                seen = known.get(self.category or "")
                outcomes |= actions.change_category_of_many(ids, to=known.get(was), seen=seen, by=by)
        return outcomes

    def sentence(self) -> str:
        if self.category is None:
            return _("remove the category")
        return _("set the category to %(category)s") % {"category": _label("category", self.category)}


def _former_deadlines(done: Mapping[int, Any], by: By) -> Outcomes:
    outcomes: Outcomes = {}
    for (was, made), ids in _by_former(done).items():
        moments = [datetime.fromisoformat(text) if text else None for text in (was, made)]
        outcomes |= actions.set_deadline_of_many(ids, due_at=moments[0], seen=moments[1], by=by)
    return outcomes


class SetDeadline(TicketStep):
    """A deadline counted from the moment the rule acts; whole days end at the end of the day."""

    code = "set_deadline"
    label = gettext_lazy("Set deadline")
    reversible = True

    days: Annotated[int, Parameter(ge=0, le=3650)]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        day = timezone.localtime(timezone.now(), timezone.get_default_timezone()).date() + timedelta(days=self.days)
        return actions.set_deadline_of_many(ids, due_at=end_of_day(day), by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return _former_deadlines(done, by)

    def sentence(self) -> str:
        return ngettext("set the deadline in %(days)d day", "set the deadline in %(days)d days", self.days) % {
            "days": self.days
        }


class SetTicketField(SetField):
    code = "set_field"
    subject: ClassVar[str] = "ticket"


# --- What set_field does to fields that no step of their own changes ------------------------------------------------


class SetDeadlineTo(TicketStep):
    """A deadline at a moment, or none."""

    due_at: datetime | None

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return actions.set_deadline_of_many(ids, due_at=self.due_at, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return _former_deadlines(done, by)


class MoveToQueue(TicketStep):
    """Into a queue, or out of any."""

    queue: str | None

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        if self.queue is None:
            return actions.change_queue_of_many(ids, to=None, by=by)
        return ChangeQueue(queue=self.queue).run_many(ids, by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return ChangeQueue(queue=self.queue or "").undo_many(done, by)


class ChangeDetail(TicketStep):
    """A plain text column: the customer's name, the carrier."""

    detail: str
    to: str

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        try:
            return actions.change_detail_of_many(ids, detail=self.detail, to=self.to, by=by)
        except actions.DetailRefused as refusal:
            return dict.fromkeys(ids, Outcome.refused(refusal))

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            outcomes |= actions.change_detail_of_many(ids, detail=self.detail, to=was, seen=self.to, by=by)
        return outcomes


def detail(column: str) -> Callable[[Any], ChangeDetail]:
    """The `change` of a field that is such a column."""
    return lambda value: ChangeDetail(detail=column, to=value or "")


class ChangeCustom(TicketStep):
    """A custom field, by its code; `to` is what is kept of the value."""

    asked: str
    to: Any

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        asked = custom().fields.get(self.asked)
        return actions.change_custom_of_many(ids, asked=asked, to=self.to, by=by) if asked else _gone(ids, self.asked)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        asked = custom().fields.get(self.asked)
        if asked is None:
            return _gone([*done], self.asked)
        outcomes: Outcomes = {}
        for was, ids in _by_former(done).items():
            back = list(was) if isinstance(was, tuple) else was
            outcomes |= actions.change_custom_of_many(ids, asked=asked, to=back, seen=self.to, by=by)
        return outcomes


class CustomFields:
    """The fields that a shop has made for its tickets."""

    subject = "ticket"
    stamp = "custom_fields"

    def fields(self) -> list[Field]:
        return [vocabulary_field(asked, _changing(asked)) for asked in CustomField.objects.all()]


def _changing(asked: CustomField) -> Callable[[Any], ChangeCustom]:
    return lambda value: ChangeCustom(asked=asked.code, to=check_value(asked, value))
