"""What can happen to people, teams and API tokens. Nothing of it concerns a ticket or leaves the house."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.journal.events import EventKind
from amends.people.models import Role, Scope


def role_label(role: str) -> str:
    return str(Role(role).label) if role in Role.values else role


class UserFact(EventKind):
    """A fact about one person: who it is, and the name they bore then."""

    subjects: ClassVar[tuple[str, ...]] = ("user",)
    personal: ClassVar[Mapping[str, str]] = {"name": "user"}

    user: int
    name: str


class UserInvited(UserFact):
    code = "people.user_invited"
    label = _("Person invited")
    personal = {"name": "user", "email": "user"}

    email: str
    role: str

    def sentence(self) -> str:
        return gettext("%(name)s was invited as %(role)s") % {"name": self.name, "role": role_label(self.role)}


class InvitationRenewed(UserFact):
    code = "people.invitation_renewed"
    label = _("Invitation sent again")

    def sentence(self) -> str:
        return gettext("%(name)s was invited again") % {"name": self.name}


class UserJoined(UserFact):
    code = "people.user_joined"
    label = _("Person joined")

    def sentence(self) -> str:
        return gettext("%(name)s joined") % {"name": self.name}


class FirstAdministratorMade(UserFact):
    code = "people.first_administrator_made"
    label = _("Amends was set up")

    def sentence(self) -> str:
        return gettext("Amends was set up with %(name)s as administrator") % {"name": self.name}


class ProfileChanged(UserFact):
    """`fields` names the columns that changed; their values are the person's own business."""

    code = "people.profile_changed"
    label = _("Profile changed")

    fields: list[str]

    def sentence(self) -> str:
        return gettext("The profile of %(name)s was changed") % {"name": self.name}


class EmailChanged(UserFact):
    code = "people.email_changed"
    label = _("E-mail of a person changed")
    personal = {"name": "user", "old": "user", "new": "user"}

    old: str
    new: str

    def sentence(self) -> str:
        return gettext("%(name)s now signs in as %(email)s") % {"name": self.name, "email": self.new}


class PasswordChanged(UserFact):
    code = "people.password_changed"
    label = _("Password changed")

    def sentence(self) -> str:
        return gettext("The password of %(name)s was changed") % {"name": self.name}


SECOND_STEP_CHANGES = {
    "app_on": _("%(name)s turned the authenticator app on"),
    "app_off": _("%(name)s turned the authenticator app off"),
    "key_added": _("%(name)s added a key to sign in with"),
    "key_removed": _("%(name)s removed a key to sign in with"),
    "codes_made": _("%(name)s created new recovery codes"),
}


class SecondStepChanged(UserFact):
    """`change` is a key of SECOND_STEP_CHANGES."""

    code = "people.second_step_changed"
    label = _("Two-step sign-in changed")

    change: str

    def sentence(self) -> str:
        return str(SECOND_STEP_CHANGES.get(self.change, self.label)) % {"name": self.name}


class SecondStepDropped(UserFact):
    code = "people.second_step_dropped"
    label = _("Two-step sign-in removed")

    def sentence(self) -> str:
        return gettext("The two-step sign-in of %(name)s was removed") % {"name": self.name}


class RoleChanged(UserFact):
    code = "people.role_changed"
    label = _("Role changed")

    old: str
    new: str

    def sentence(self) -> str:
        return gettext("%(name)s became %(new)s (was %(old)s)") % {
            "name": self.name,
            "new": role_label(self.new),
            "old": role_label(self.old),
        }


class TeamsChanged(UserFact):
    code = "people.teams_changed"
    label = _("Teams of a person changed")

    joined: list[str]
    left: list[str]

    def sentence(self) -> str:
        parts = []
        if self.joined:
            words = {"name": self.name, "teams": ", ".join(self.joined)}
            parts.append(gettext("%(name)s joined the team %(teams)s") % words)
        if self.left:
            words = {"name": self.name, "teams": ", ".join(self.left)}
            parts.append(gettext("%(name)s left the team %(teams)s") % words)
        return "; ".join(parts)


class UserDeactivated(UserFact):
    """`handed_over` counts what went to the successor (null: to nobody), by the code of each kind of work."""

    code = "people.user_deactivated"
    label = _("Person deactivated")
    retires = frozenset({"user"})
    personal = {"name": "user", "successor_name": "successor"}

    successor: int | None = None
    successor_name: str = ""
    handed_over: dict[str, int] = {}

    def sentence(self) -> str:
        if self.successor_name:
            names = {"name": self.name, "successor": self.successor_name}
            return gettext("%(name)s was deactivated; their open work went to %(successor)s") % names
        return gettext("%(name)s was deactivated") % {"name": self.name}


class UserReactivated(UserFact):
    code = "people.user_reactivated"
    label = _("Person reactivated")
    retires = frozenset({"user"})

    def sentence(self) -> str:
        return gettext("%(name)s was reactivated") % {"name": self.name}


class TokenMade(UserFact):
    code = "people.token_made"
    label = _("API token created")

    token: int
    token_name: str
    scopes: list[str]

    def sentence(self) -> str:
        scopes = ", ".join(str(Scope(scope).label) for scope in self.scopes if scope in Scope.values)
        return gettext("API token “%(token)s” was made for %(name)s: %(scopes)s") % {
            "token": self.token_name,
            "name": self.name,
            "scopes": scopes,
        }


class TokenRevoked(UserFact):
    code = "people.token_revoked"
    label = _("API token revoked")

    token: int
    token_name: str

    def sentence(self) -> str:
        return gettext("API token “%(token)s” of %(name)s was revoked") % {"token": self.token_name, "name": self.name}


class TeamMade(EventKind):
    code = "people.team_made"
    label = _("Team created")
    subjects = ("team",)

    team: int
    name: str

    def sentence(self) -> str:
        return gettext("The team %(name)s was made") % {"name": self.name}


class TeamRenamed(EventKind):
    code = "people.team_renamed"
    label = _("Team renamed")
    subjects = ("team",)

    team: int
    old: str
    new: str

    def sentence(self) -> str:
        return gettext("The team %(old)s is now called %(new)s") % {"old": self.old, "new": self.new}


class TeamDeleted(EventKind):
    code = "people.team_deleted"
    label = _("Team deleted")
    retires = frozenset({"team"})
    subjects = ("team",)

    team: int
    name: str

    def sentence(self) -> str:
        return gettext("The team %(name)s was deleted") % {"name": self.name}
