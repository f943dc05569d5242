"""The settings about tickets."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section(
        "first_queues",
        _("First queues"),
        _("Where new tickets begin, by type, shop and language"),
        "tickets:first_queues",
        icon="inbox",
    )
)
