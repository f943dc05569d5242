"""The settings about letters."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section("outbox", _("Outbox"), _("E-mails that wait, and why"), "outbox:list", icon="mail-forward", group="system")
)
