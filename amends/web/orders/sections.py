"""The settings about orders."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section(
        "orders",
        _("Orders and shops"),
        _("Shops, import of orders, what was left out"),
        "orders:imports",
        icon="building-store",
        allowed=lambda user: user.may_manage,
    )
)
