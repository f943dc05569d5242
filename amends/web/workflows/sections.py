"""The settings about types of tickets."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section("types", _("Ticket types"), _("Names, numbers and the workflow of each"), "workflows:types", icon="ticket")
)
