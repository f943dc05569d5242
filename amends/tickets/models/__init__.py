"""Tables of the tickets floor."""

from amends.tickets.models.branches import Branch
from amends.tickets.models.categories import Category
from amends.tickets.models.custom import (
    CustomField,
    FieldOption,
    FieldPlacement,
    FieldType,
    FormSection,
    Reader,
    Scope,
)
from amends.tickets.models.first_queues import FirstQueue
from amends.tickets.models.legal import LegalPeriod
from amends.tickets.models.links import TicketLink
from amends.tickets.models.merges import TicketMerge
from amends.tickets.models.queues import Queue, QueueMembership
from amends.tickets.models.tags import Tag
from amends.tickets.models.tickets import CreationHabit, Priority, Source, Ticket, TicketFile, TicketItem, TicketTag
from amends.tickets.models.workflow import (
    NumberSeries,
    Phase,
    Status,
    TicketType,
    Transition,
    Turn,
    WorkflowDraft,
    WorkflowVersion,
)

__all__ = [
    "Branch",
    "Category",
    "CreationHabit",
    "CustomField",
    "FieldOption",
    "FieldPlacement",
    "FieldType",
    "FirstQueue",
    "FormSection",
    "LegalPeriod",
    "NumberSeries",
    "Phase",
    "Priority",
    "Queue",
    "QueueMembership",
    "Reader",
    "Scope",
    "Source",
    "Status",
    "Tag",
    "Ticket",
    "TicketFile",
    "TicketItem",
    "TicketLink",
    "TicketMerge",
    "TicketTag",
    "TicketType",
    "Transition",
    "Turn",
    "WorkflowDraft",
    "WorkflowVersion",
]
