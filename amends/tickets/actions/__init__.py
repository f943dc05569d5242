"""Everything that can be done with tickets. Doors, rules and commands call these and nothing below them.

What is done to tickets that are there has two forms: one ticket, which raises a refusal, and many of them, by their
ids, which answers the outcome of each. They are the same code.
"""

from amends.tickets.actions.assignment import AgentRefused, assign_agent, assign_agent_of_many
from amends.tickets.actions.category import change_category, change_category_of_many
from amends.tickets.actions.copies import SplitRefused, Taken, duplicate_ticket, split_ticket
from amends.tickets.actions.creation import ItemDraft, TicketRefused, check_item, create_ticket
from amends.tickets.actions.custom import (
    Layout,
    PlacedDraft,
    SectionDraft,
    arrange_form,
    change_custom,
    change_custom_of_many,
    change_item_custom,
    drafts_of,
    layout_of,
    make_option,
)
from amends.tickets.actions.deadline import set_deadline, set_deadline_of_many
from amends.tickets.actions.deletion import DeletionRefused, delete_ticket, remove_tickets, restore_ticket
from amends.tickets.actions.details import DetailRefused, change_detail_of_many
from amends.tickets.actions.first_queues import choose_first_queue
from amends.tickets.actions.legal import choose_legal_period
from amends.tickets.actions.links import LinkRefused, link_tickets, unlink_tickets
from amends.tickets.actions.membership import give_queues
from amends.tickets.actions.merging import MergeRefused, merge_tickets, take_apart
from amends.tickets.actions.priority import change_priority, change_priority_of_many
from amends.tickets.actions.queue import change_queue, change_queue_of_many
from amends.tickets.actions.sets import TicketLeft
from amends.tickets.actions.status import (
    TransitionRefused,
    change_status,
    change_status_of_many,
    replace_status_of_many,
    take_back_status,
)
from amends.tickets.actions.tags import add_tag, add_tag_to_many, remove_tag, remove_tag_from_many

__all__ = [
    "AgentRefused",
    "DeletionRefused",
    "DetailRefused",
    "ItemDraft",
    "Layout",
    "LinkRefused",
    "MergeRefused",
    "PlacedDraft",
    "SectionDraft",
    "SplitRefused",
    "Taken",
    "TicketLeft",
    "TicketRefused",
    "TransitionRefused",
    "add_tag",
    "add_tag_to_many",
    "arrange_form",
    "assign_agent",
    "assign_agent_of_many",
    "change_category",
    "change_category_of_many",
    "change_custom",
    "change_custom_of_many",
    "change_detail_of_many",
    "change_item_custom",
    "change_priority",
    "change_priority_of_many",
    "change_queue",
    "change_queue_of_many",
    "change_status",
    "change_status_of_many",
    "check_item",
    "choose_first_queue",
    "choose_legal_period",
    "create_ticket",
    "delete_ticket",
    "drafts_of",
    "duplicate_ticket",
    "give_queues",
    "layout_of",
    "link_tickets",
    "make_option",
    "merge_tickets",
    "remove_tag",
    "remove_tag_from_many",
    "remove_tickets",
    "replace_status_of_many",
    "restore_ticket",
    "set_deadline",
    "set_deadline_of_many",
    "split_ticket",
    "take_apart",
    "take_back_status",
    "unlink_tickets",
]
