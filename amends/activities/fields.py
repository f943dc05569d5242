"""What can be asked of an activity; what can be asked of its ticket is asked through it."""

from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from amends.activities import steps
from amends.activities.access import ticket_seen_by
from amends.activities.models import Activity, ActivityStatus
from amends.tickets.choosers import WordChooser
from amends.tickets.models import TicketTag
from amends.vocabulary import Field, register_fields, types
from amends.vocabulary.lefts import Folded

_ACTIVITY, _TICKET = _("Activity"), _("Ticket")
TICKET_IS_HERE = Q(ticket__left_at=None)
"""So it is of all activities that are kept; the indexes of tickets have only those that are here."""


class ActivityStatusChooser(WordChooser):
    code = "activity_status"
    words = ActivityStatus


register_fields(
    "activity",
    Activity,
    [
        Field(
            "assignee",
            _("Assignee"),
            types.CHOICE,
            column="assignee_id",
            chooser="user",
            sorts=("assignee_id", "due_at", "id"),
            change=lambda pk: steps.AssignActivity(user=pk),
            group=_ACTIVITY,
        ),
        Field(
            "status",
            _("Status"),
            types.CHOICE,
            column="status",
            chooser="activity_status",
            change=lambda word: steps.SetActivityStatus(status=word),
            required=True,
            group=_ACTIVITY,
        ),
        Field(
            "due",
            _("Deadline"),
            types.MOMENT,
            column="due_at",
            all_day="all_day",
            sorts=("due_at", "id"),
            change=lambda moment: steps.SetActivityDeadline(due_at=moment),
            group=_ACTIVITY,
        ),
        Field(
            "name",
            _("Name"),
            types.TEXT,
            column="name",
            searched=Folded("name"),
            change=lambda text: steps.RenameActivity(name=text),
            required=True,
            group=_ACTIVITY,
        ),
        Field(
            "description",
            _("Description"),
            types.TEXT,
            column="description",
            lines=True,
            change=lambda text: steps.DescribeActivity(description=text or ""),
            group=_ACTIVITY,
        ),
        Field("created", _("Created"), types.MOMENT, column="created_at", sorts=("created_at", "id"), group=_ACTIVITY),
        Field("completed", _("Completed"), types.MOMENT, column="completed_at", group=_ACTIVITY),
        Field(
            "completed_by", _("Completed by"), types.CHOICE, column="completed_by_id", chooser="user", group=_ACTIVITY
        ),
        Field("rule", _("Created by rule"), types.TEXT, column="rule_name", group=_ACTIVITY),
        Field(
            "ticket_number",
            _("Ticket number"),
            types.TEXT,
            column="ticket__number",
            searched="ticket__search",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
        Field(
            "ticket_status",
            _("Ticket status"),
            types.CHOICE,
            column="ticket__status__code",
            chooser="status",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
        Field(
            "ticket_type",
            _("Ticket type"),
            types.CHOICE,
            column="ticket__type__code",
            chooser="ticket_type",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
        Field(
            "ticket_agent",
            _("Agent"),
            types.CHOICE,
            column="ticket__agent_id",
            chooser="user",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
        Field(
            "ticket_queue",
            _("Queue"),
            types.CHOICE,
            column="ticket__queue__code",
            chooser="queue",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
        Field(
            "ticket_tags",
            _("Ticket tags"),
            types.CHOICES,
            exists=lambda: TicketTag.objects.filter(ticket=OuterRef("ticket")),
            column="tag__code",
            chooser="tag",
            read=lambda activity: [tag.code for tag in activity.ticket.tags.all()],
            group=_TICKET,
            seen=ticket_seen_by,
        ),
        Field(
            "customer",
            _("Customer’s name"),
            types.TEXT,
            column="ticket__customer_name",
            searched="ticket__search",
            group=_TICKET,
            seen=ticket_seen_by,
            alike=TICKET_IS_HERE,
        ),
    ],
)
