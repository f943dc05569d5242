"""The settings about what is asked."""

from django.utils.translation import gettext_lazy as _

from amends.tickets.models import CustomField
from amends.web.configured.looks import register_look
from amends.web.custom_fields.pages import LOOK
from amends.web.settings.registry import Section, register_section

register_look(CustomField, LOOK)
register_section(
    Section(
        "forms",
        _("Portal and forms"),
        _("What is asked of a ticket of each type"),
        "custom_fields:forms",
        icon="forms",
    )
)
