"""What all configured things have in common."""

import re
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from amends.kit.translated import pick

LONGEST_NAME = 80

COLOUR = RegexValidator(re.compile(r"^#[0-9a-f]{6}\Z"), _("Write a colour as # and six digits, such as #06617d."))


def check_words(words: Any, longest: int = 500) -> None:
    """A text per language; none at all is fine."""
    languages = dict(settings.LANGUAGES)
    if not isinstance(words, dict) or any(not isinstance(text, str) for text in words.values()):
        raise ValidationError(_("Give a text per language."))
    for language, text in words.items():
        if language not in languages:
            raise ValidationError(_("There is no language “%(language)s”."), params={"language": str(language)[:20]})
        if len(text) > longest:
            raise ValidationError(_("This is too long: at most %(most)d characters."), params={"most": longest})
        if any(not letter.isprintable() for letter in text if letter not in "\r\n"):
            raise ValidationError(_("The text has characters that can’t be shown."))


def check_names(names: Any) -> None:
    """A name of one line in at least one of the languages."""
    check_words(names, LONGEST_NAME)
    if not any(name.strip() for name in names.values()):
        raise ValidationError(_("Give it a name in at least one language."))
    if any(not name.isprintable() for name in names.values()):
        raise ValidationError(_("A name has one line."))


class ConfiguredQuerySet(models.QuerySet[Any]):
    def in_use(self) -> "ConfiguredQuerySet":
        """Those that can still be chosen."""
        return self.filter(retired_at=None)


class Configured(models.Model):
    """A thing with a code, a name per language and a place among its like.

    Retired, it stays what it is for whatever has it, but can't be chosen any more.
    """

    settable: ClassVar[tuple[str, ...]] = ("names",)
    """The columns that an administrator gives values."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    names = models.JSONField(
        _("name"), validators=[check_names], error_messages={"blank": _("Give it a name in at least one language.")}
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)

    objects: Any = ConfiguredQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.names) or self.code

    def siblings(self) -> ConfiguredQuerySet:
        """Those among which it must be told apart by its name."""
        found: ConfiguredQuerySet = type(self)._default_manager.all()
        return found

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
