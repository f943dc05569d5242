"""Give a ticket to an agent, or to nobody."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record, record_many
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.people.models import User
from amends.people.queries import still_here
from amends.tickets.actions.bulk import BulkResult, chunks, locked
from amends.tickets.events import TicketAgentChanged
from amends.tickets.models import Ticket


class AgentRefused(Refused):
    """The person cannot take a ticket: they have left."""

    code = "agent_refused"


def assign_agent(ticket: Ticket, *, agent: User | None, by: Actor) -> Ticket:
    """Make `agent` responsible for the ticket; None takes the present agent off."""
    with transaction.atomic():
        ticket.lock()
        if ticket.agent == agent:
            return ticket
        check_agent(agent)
        fact = _fact(ticket, agent)
        ticket.agent, ticket.updated_at = agent, timezone.now()
        ticket.save(update_fields=["agent", "updated_at"])
        record(fact, by=by, ticket=ticket, contact=ticket.contact_id)
    return ticket


def assign_agent_of_many(ticket_ids: Iterable[int], *, agent: User | None, by: Actor) -> BulkResult:
    """As assign_agent on each."""
    result = BulkResult()
    for ids in chunks(ticket_ids):
        with locked(ids) as tickets:
            check_agent(agent)
            changing = [ticket for ticket in tickets if ticket.agent != agent]
            Ticket.objects.filter(pk__in=[ticket.pk for ticket in changing]).update(
                agent=agent, updated_at=timezone.now()
            )
            record_many(
                [(_fact(ticket, agent), {"ticket": ticket.pk, "contact": ticket.contact_id}) for ticket in changing],
                by=by,
            )
            result.changed += len(changing)
            result.unchanged += len(tickets) - len(changing)
    return result


def check_agent(agent: User | None) -> None:
    """AgentRefused when the person can no longer take tickets. Call it in the transaction, under the tickets' locks."""
    if agent is not None and not still_here(agent):
        raise AgentRefused(
            say(_("%(name)s no longer works here. Choose somebody else."), name=agent.name), field="agent"
        )


def _fact(ticket: Ticket, agent: User | None) -> TicketAgentChanged:
    return TicketAgentChanged(
        old=ticket.agent_id,
        old_name=ticket.agent.name if ticket.agent else "",
        new=agent.pk if agent else None,
        new_name=agent.name if agent else "",
    )
