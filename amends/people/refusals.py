"""What the rules about people refuse, each with a way out."""

from amends.kit.refusals import Refused


class AddressTaken(Refused):
    code = "address_taken"


class InvitationRefused(Refused):
    code = "invitation_refused"


class LastAdministrator(Refused):
    """Somebody must be able to administer: the last one can be neither deactivated nor given a lesser role."""

    code = "last_administrator"


class DeactivationRefused(Refused):
    code = "deactivation_refused"


class SetUpRefused(Refused):
    code = "set_up_refused"


class TokenRefused(Refused):
    code = "token_refused"


class TeamNameTaken(Refused):
    code = "team_name_taken"
