"""The settings about people."""

from django.utils.translation import gettext_lazy as _

from amends.web.settings.registry import Section, register_section

register_section(
    Section(
        "people", _("People"), _("Invite, give a role, deactivate"), "people:list", icon="user-plus", group="people"
    )
)
register_section(
    Section("teams", _("Teams"), _("Groups of people who share work"), "people:teams", icon="users", group="people")
)
