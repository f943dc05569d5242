"""The settings about bulk changes."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section(
        "executions",
        _("Bulk changes"),
        _("What was done to many at once, row by row, and Undo"),
        "executions:list",
        icon="checks",
        allowed=lambda user: True,
    )
)
