"""The demo world: two shops with orders, tickets, people and automations, to try Amends on."""

from amends.operate.demo.cast import sign_ins

__all__ = ["sign_ins"]
