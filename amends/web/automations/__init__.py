"""Automations: the list of rules, and one rule with its last runs."""
