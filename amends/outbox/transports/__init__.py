"""Carriers of letters, one module for each channel; importing it here registers it."""

from amends.outbox.transports.base import PutOff, RefusedForGood, Transport, transport_for
from amends.outbox.transports.mail import MailTransport

__all__ = ["MailTransport", "PutOff", "RefusedForGood", "Transport", "transport_for"]
