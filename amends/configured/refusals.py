"""What is not allowed with configured things."""

from amends.kit.refusals import Refused


class SettingRefused(Refused):
    """The thing can't be as it was asked; `field` says which part."""

    code = "setting_refused"


class StillUsed(Refused):
    """It can't be retired, or not without another in its place."""

    code = "still_used"
