"""Give a ticket to an agent, or to nobody."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor, By
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.people.models import User
from amends.people.queries import still_here
from amends.tickets.actions.sets import ANY, TICKETS, change_column
from amends.tickets.events import TicketAgentChanged
from amends.tickets.models import Ticket


class AgentRefused(Refused):
    """The person cannot take a ticket: they have left."""

    code = "agent_refused"


def assign_agent(ticket: Ticket, *, agent: User | None, by: Actor) -> Ticket:
    """Make `agent` responsible for the ticket; None takes the present agent off."""
    return TICKETS.one(ticket, lambda tickets: _assign(tickets, agent, by))


def assign_agent_of_many(ids: Iterable[int], *, agent: User | None, by: By, seen: Any = ANY) -> Outcomes:
    """assign_agent on each. Tickets whose agent is not `seen` any more are refused."""
    return TICKETS.each(ids, lambda tickets: _assign(tickets, agent, by, seen))


def check_agent(agent: User | None) -> None:
    """AgentRefused when the person can no longer take tickets. Call it in the transaction, under the tickets' locks."""
    if agent is not None and not still_here(agent):
        raise AgentRefused(
            say(_("%(name)s no longer works here. Choose somebody else."), name=agent.name), field="agent"
        )


def _assign(tickets: Sequence[Ticket], agent: User | None, by: By, seen: Any = ANY) -> Outcomes:
    changing = [ticket for ticket in tickets if ticket.agent != agent]
    outcomes: Outcomes = {}
    try:
        if changing:
            check_agent(agent)
    except AgentRefused as refusal:
        outcomes = {ticket.pk: Outcome.refused(refusal) for ticket in changing}
    return outcomes | change_column(
        [ticket for ticket in tickets if ticket.pk not in outcomes],
        "agent",
        agent,
        by=by,
        fact=lambda ticket: _fact(ticket, agent),
        already=_("It has this agent already.") if agent else _("It has no agent."),
        seen=seen,
        former=lambda old: old and old.pk,
    )


def _fact(ticket: Ticket, agent: User | None) -> TicketAgentChanged:
    return TicketAgentChanged(
        old=ticket.agent_id,
        old_name=ticket.agent.name if ticket.agent else "",
        new=agent.pk if agent else None,
        new_name=agent.name if agent else "",
    )
