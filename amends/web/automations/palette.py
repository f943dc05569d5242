"""Rules in the palette, by name."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.automations.access import visible_rules
from amends.automations.queries import named_like
from amends.people.models import User
from amends.web.palette import PER_PROVIDER, Hit, provider

SHORTEST = 2


@provider
def rules(text: str, user: User) -> Iterable[Hit]:
    if len(text) < SHORTEST:
        return
    for rule in named_like(visible_rules(user), text)[:PER_PROVIDER]:
        off = "" if rule.is_on else _("off")
        yield Hit(_("Automations"), rule.name, reverse("automations:rule", args=[rule.pk]), icon="bolt", sub=off)
