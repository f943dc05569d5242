"""A domain rule said no. Doors turn a refusal into a sentence next to the field, a toast or a problem document."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Refused(Exception):
    """The change is not allowed now; nothing was changed.

    `code` is stable and for programs, `message` is a translated sentence that names a way out, `field` is the
    parameter of the action that must differ, when one is to blame. A message with words in it is made by
    `amends.kit.translated.say`, so that a rule can keep it for readers of every language.
    """

    code = "refused"

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class NotThere(Exception):
    """There is no such row, or not for the asker; the two are never told apart.

    No refusal, because there is nothing to say beside the fields of a form: doors answer 404.
    """


class MovedOn(Refused):
    """A row no longer has what the asker saw, or what was made of it."""

    code = "moved_on"

    def __init__(self) -> None:
        super().__init__(gettext_lazy("It has been changed since."))
