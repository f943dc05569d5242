"""What is not allowed with configured things."""

from django.utils.translation import gettext_lazy

from amends.kit.refusals import Refused
from amends.kit.translated import say


class SettingRefused(Refused):
    """The thing can't be as it was asked; `field` says which part."""

    code = "setting_refused"


class Retired(Refused):
    """It is not in use any more, so nothing can be given it."""

    code = "retired"

    def __init__(self, name: str, *, field: str | None = None) -> None:
        words = say(gettext_lazy("“%(name)s” is retired. Choose another one."), name=name)
        super().__init__(words, field=field)


class StillUsed(Refused):
    """It can't be retired, or not without another in its place."""

    code = "still_used"
