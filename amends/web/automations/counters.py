"""The number beside Automations in the navigation: rules that are on and broken."""

from django.utils.translation import ngettext

from amends.automations.queries import broken_and_on
from amends.kit.counting import say_count
from amends.web.navigation import Count, Numbers, counter


@counter("automations", broken=broken_and_on)
def broken_rules(numbers: Numbers) -> Count | None:
    broken = numbers["broken"]
    if not broken:
        return None
    title = ngettext("%(n)s rule is broken", "%(n)s rules are broken", broken) % {"n": say_count(broken)}
    return Count(ngettext("%(n)s broken", "%(n)s broken", broken) % {"n": say_count(broken)}, title, late=True)
