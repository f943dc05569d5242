"""What people do to rules."""

from amends.automations.actions.editing import RuleRefused, create_rule, delete_rule, edit_rule
from amends.automations.actions.switching import switch_rule

__all__ = ["RuleRefused", "create_rule", "delete_rule", "edit_rule", "switch_rule"]
