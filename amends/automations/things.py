"""Which configured things rules name."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from amends.automations.queries import rules_naming
from amends.configured.things import Use, register_usage


def uses_in_rules(kind: str, row: Any) -> Iterable[Use]:
    yield Use(_("Automations"), len(rules_naming(kind, row.code)))


register_usage(uses_in_rules)
