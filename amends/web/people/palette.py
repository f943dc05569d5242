"""Commands about people in the palette."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from amends.people.models import User
from amends.web.palette import Hit, provider

COMMANDS_ONLY = ">"


@provider
def people_commands(text: str, user: User) -> Iterable[Hit]:
    wanted = text.removeprefix(COMMANDS_ONLY).strip().casefold()
    commands = [(_("Profile"), "people:profile", "user"), (_("API tokens"), "people:tokens", "key")]
    if user.is_administrator:
        commands += [
            (_("Invite somebody"), "people:invite", "user-plus"),
            (_("People"), "people:list", "users"),
            (_("Teams"), "people:teams", "users-group"),
        ]
    for label, url_name, icon in commands:
        if wanted and wanted in label.casefold():
            yield Hit(_("Go to"), label, reverse(url_name), icon=icon)
