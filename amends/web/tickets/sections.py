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
register_section(
    Section(
        "legal_periods",
        _("Deadlines by law"),
        _("How long the law gives, by type and country"),
        "tickets:legal_periods",
        icon="calendar-due",
    )
)
register_section(
    Section(
        "deleted_tickets",
        _("Deleted tickets"),
        _("What was deleted, why, and restoring it"),
        "tickets:trash",
        icon="trash",
    )
)
