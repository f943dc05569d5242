"""The number beside Automations in the navigation: rules that are on and broken."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.automations.access import visible_rules
from amends.people.models import User
from amends.web.navigation import Count, counter


@counter("automations")
def broken_rules(user: User) -> Count | None:
    number = visible_rules(user).on().broken().count()
    if not number:
        return None
    title = ngettext("%(n)d rule is broken", "%(n)d rules are broken", number) % {"n": number}
    return Count(_("%(n)d broken") % {"n": number}, title, late=True)
