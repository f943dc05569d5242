"""The settings about orders."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section(
        "orders",
        _("Orders and shops"),
        _("Shops, imports of orders, what was skipped"),
        "orders:imports",
        icon="building-store",
        allowed=lambda user: user.may_manage,
    )
)
