"""Carriers of letters, one for each channel."""

from amends.outbox.transports.base import PutOff, RefusedForGood, Transport, transport_for

__all__ = ["PutOff", "RefusedForGood", "Transport", "transport_for"]
