"""What rules and processes may do with activities."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Parameter

from amends.activities.actions import (
    ActivityRefused,
    complete_many,
    create_activity_on_many,
    delete_many,
    edit_many,
    postpone_many,
    reopen_many,
    restore_many,
    take_back_completion,
    take_back_edits,
    take_back_reopening,
)
from amends.activities.queries import made_by_rules
from amends.journal.actors import Authors, By, authors
from amends.kit.deadlines import day_of, end_of_day
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.references import Refers
from amends.kit.translated import say
from amends.people.models import User
from amends.tickets.models import Ticket
from amends.tickets.steps import TicketStep
from amends.vocabulary import Step
from amends.vocabulary.changing import SetField
from amends.vocabulary.choosers import chooser


class Due(BaseModel):
    """A deadline counted from the moment the rule acts (R27): whole days, or hours to the minute."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[int, Parameter(ge=0, le=3650)] | None = None
    hours: Annotated[int, Parameter(ge=0, le=8760)] | None = None

    def moment(self, now: datetime) -> tuple[datetime | None, bool]:
        """The deadline and whether it means the whole day. Calendar days, so 7 days over a change of clocks are 7."""
        if self.hours is not None:
            return now + timedelta(days=self.days or 0, hours=self.hours), False
        if self.days is not None:
            return timezone.localtime(now, timezone.get_default_timezone()) + timedelta(days=self.days), True
        return None, True


class CreateActivity(TicketStep):
    """Make an activity on the ticket (R19, R27)."""

    code = "create_activity"
    label = gettext_lazy("Create activity")
    reversible = True
    makes = True

    name: Annotated[str, Parameter(min_length=1, max_length=200)]
    description: str = ""
    due: Due | None = None
    assignee: Literal["nobody", "agent", "causer", "user"] = "nobody"
    """Nobody, the ticket's agent, whoever caused the event, or the fixed `user` (R28, Q18)."""
    user: Annotated[int | None, Refers("user")] = None

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        due_at, all_day = self.due.moment(timezone.now()) if self.due else (None, True)
        return create_activity_on_many(
            ids,
            name=self.name,
            description=self.description,
            due_at=due_at,
            all_day=all_day,
            assignee=self._assignee(by),
            by=by,
        )

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        made = {activity: ticket for ticket, activity in done.items()}
        each = authors(by)
        deleted = delete_many(made, by=Authors({activity: each.of(ticket) for activity, ticket in made.items()}))
        return {made[activity]: outcome for activity, outcome in deleted.items()}

    @classmethod
    def take_back_what_followed(cls, acts: Mapping[int, UUID], by: By) -> None:
        """Open activities that nobody has touched go: there is nothing to be checked any more."""
        each = authors(by)
        going = {one.pk: each.of(one.ticket_id) for one in made_by_rules(acts) if one.is_as_made}
        delete_many(going, by=Authors(going))

    def _assignee(self, by: By) -> Callable[[Ticket], int | None]:
        """Whoever should do it; nobody when they no longer work here."""
        each = authors(by)
        wanted: dict[str, Callable[[Ticket], int | None]] = {
            "nobody": lambda ticket: None,
            "agent": lambda ticket: ticket.agent_id,
            "causer": lambda ticket: each.of(ticket.pk).causer,
            "user": lambda ticket: self.user,
        }
        return wanted[self.assignee]

    def sentence(self) -> str:
        parts = [_("create the activity %(name)s") % {"name": self.name}]
        if self.due and self.due.hours is not None:
            parts.append(ngettext("due in %(n)d hour", "due in %(n)d hours", self.due.hours) % {"n": self.due.hours})
        elif self.due and self.due.days is not None:
            parts.append(ngettext("due in %(n)d day", "due in %(n)d days", self.due.days) % {"n": self.due.days})
        who = self._assignee_sentence()
        return ", ".join([*parts, who] if who else parts)

    def _assignee_sentence(self) -> str:
        if self.assignee == "agent":
            return _("assigned to the ticket’s agent")
        if self.assignee == "causer":
            return _("assigned to whoever caused it")
        if self.assignee == "user" and self.user:
            return _("assigned to %(person)s") % {
                "person": chooser("user").labels([str(self.user)]).get(str(self.user))
            }
        return ""


class ActivityStep(Step):
    """A deed on activities."""

    subject: ClassVar[str] = "activity"
    reversible = True


class CompleteActivity(ActivityStep):
    code = "complete_activity"
    label = gettext_lazy("Complete")

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return complete_many(ids, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_completion(done, by=by)

    def sentence(self) -> str:
        return _("complete it")


class ReopenActivity(ActivityStep):
    code = "reopen_activity"
    label = gettext_lazy("Reopen")

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return reopen_many(ids, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_reopening(done, by=by)

    def sentence(self) -> str:
        return _("open it again")


class DeleteActivity(ActivityStep):
    code = "delete_activity"
    label = gettext_lazy("Delete")

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return delete_many(ids, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return restore_many(done, by=by)

    def sentence(self) -> str:
        return _("delete it")


class AssignActivity(ActivityStep):
    code = "assign_activity"
    label = gettext_lazy("Reassign")

    user: Annotated[int | None, Refers("user")] = None
    """None gives it to nobody."""

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        person = User.objects.filter(pk=self.user).first() if self.user else None
        if self.user and person is None:
            gone = say(gettext_lazy("“%(name)s” is no longer there."), name=self.user)
            return dict.fromkeys(ids, Outcome.skipped(gone))
        return edit_many(ids, assignee=person, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_edits(done, by=by)

    def sentence(self) -> str:
        if self.user is None:
            return _("give it to nobody")
        return _("give it to %(person)s") % {"person": chooser("user").labels([str(self.user)]).get(str(self.user))}


class PostponeActivity(ActivityStep):
    code = "postpone_activity"
    label = gettext_lazy("Postpone")

    day: date

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return postpone_many(ids, to=self.day, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_edits(done, by=by)

    def sentence(self) -> str:
        return _("postpone it to %(day)s") % {"day": date_format(self.day, "DATE_FORMAT")}


class SetActivityField(SetField):
    code = "set_activity_field"
    subject: ClassVar[str] = "activity"


# --- What set_activity_field does to fields that no step of their own changes -----------------------------------------


class SetActivityDeadline(ActivityStep):
    """A deadline at a moment, or none; the end of a day means that whole day (Q15)."""

    due_at: datetime | None

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        all_day = self.due_at is None or self.due_at == end_of_day(day_of(self.due_at))
        return edit_many(ids, due_at=self.due_at, all_day=all_day, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_edits(done, by=by)


class SetActivityStatus(ActivityStep):
    """Completed, or open again."""

    status: Literal["open", "closed"]

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return self._deed.run_many(ids, by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return self._deed.undo_many(done, by)

    @property
    def _deed(self) -> ActivityStep:
        return CompleteActivity() if self.status == "closed" else ReopenActivity()


class RenameActivity(ActivityStep):
    name: str

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        try:
            return edit_many(ids, name=self.name, by=by)
        except ActivityRefused as refusal:
            return dict.fromkeys(ids, Outcome.refused(refusal))

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_edits(done, by=by)


class DescribeActivity(ActivityStep):
    description: str

    def run_many(self, ids: Sequence[int], by: By) -> Outcomes:
        return edit_many(ids, description=self.description, by=by)

    def undo_many(self, done: Mapping[int, Any], by: By) -> Outcomes:
        return take_back_edits(done, by=by)
