"""Who works here: users with a role, the teams they are in, and the tokens their programs use."""

from amends.people.models.leaving import Leaving
from amends.people.models.team import Team
from amends.people.models.token import ApiToken, Scope
from amends.people.models.user import Density, Role, Theme, User

__all__ = ["ApiToken", "Density", "Leaving", "Role", "Scope", "Team", "Theme", "User"]
