"""Letters about tickets to the customer."""

from django.utils import translation

from amends.journal.actors import Actor
from amends.outbox.actions import post_letter
from amends.outbox.rendering import render_letter
from amends.tickets.models import Ticket, TicketItem


def post_creation_letter(ticket: Ticket, items: list[TicketItem], by: Actor) -> None:
    """Tell the customer that the ticket was made, in the ticket's language (R70, Q28). Inside the transaction."""
    with translation.override(ticket.language or None):
        type_name = ticket.type.name
    letter = render_letter(
        "ticket_created",
        {
            "ticket": ticket,
            "type_name": type_name,
            "items": items,
            "shop_name": ticket.order.shop.name if ticket.order else "",
        },
        language=ticket.language,
    )
    post_letter(
        to=ticket.email,
        subject=letter.subject,
        body_text=letter.text,
        body_html=letter.html,
        language=letter.language,
        ticket_id=ticket.pk,
        contact_id=ticket.contact_id,
        by=by,
    )
