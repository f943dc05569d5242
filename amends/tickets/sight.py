"""Whose sight reaches which tickets, for bulk changes."""

from amends.executions.sight import Sight, register_sight
from amends.tickets.access import visible_tickets

register_sight(Sight("ticket", visible=visible_tickets, reachable=visible_tickets))
