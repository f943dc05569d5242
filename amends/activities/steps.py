"""What rules and processes may do with activities."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Parameter

from amends.activities.actions import create_activity
from amends.journal.actors import Actor, ActorKind
from amends.journal.models import Event
from amends.kit.references import Refers
from amends.people.models import User
from amends.tickets.models import Ticket
from amends.tickets.steps import TicketStep
from amends.vocabulary import Outcome
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

    name: Annotated[str, Parameter(min_length=1, max_length=200)]
    description: str = ""
    due: Due | None = None
    assignee: Literal["nobody", "agent", "causer", "user"] = "nobody"
    """Nobody, the ticket's agent, whoever caused the event, or the fixed `user` (R28, Q18)."""
    user: Annotated[int | None, Refers("user")] = None

    def run(self, subject: Ticket, by: Actor, because: Event | None = None) -> Outcome:
        due_at, all_day = self.due.moment(timezone.now()) if self.due else (None, True)
        create_activity(
            subject,
            name=self.name,
            description=self.description,
            due_at=due_at,
            all_day=all_day,
            assignee=self._assignee(subject, because),
            by=by,
        )
        return Outcome.done()

    def _assignee(self, ticket: Ticket, because: Event | None) -> User | None:
        """Whoever should do it, if they still work here: a legal deadline must not be lost with a person."""
        wanted: int | None = None
        if self.assignee == "agent":
            wanted = ticket.agent_id
        elif self.assignee == "user":
            wanted = self.user
        elif because is not None and because.actor_kind == ActorKind.PERSON:
            wanted = because.actor_id
        return User.objects.active().filter(pk=wanted).first() if wanted and self.assignee != "nobody" else None

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
