"""A person who signs in: an employee of the shop, never a customer (customers are amends.contacts)."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do. Everybody but a limited agent sees all tickets."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Agent")
    LIMITED = "limited", _("Limited agent")


class Theme(models.TextChoices):
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    SYSTEM = "system", _("System")


class Density(models.TextChoices):
    COMPACT = "compact", _("Compact")
    COMFORTABLE = "comfortable", _("Comfortable")


def default_language() -> str:
    return settings.LANGUAGE_CODE


def default_time_zone() -> str:
    return settings.TIME_ZONE


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        """Those who may sign in or have been invited to."""
        return self.filter(is_active=True)

    def administrators(self) -> "UserQuerySet":
        """Those who can administer today: an invited administrator who has not joined yet is not one of them."""
        return self.active().filter(role=Role.ADMINISTRATOR, joined_at__isnull=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the row with a hashed password. For set-up and tests: people come in by amends.people.actions."""
        user: User = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


def normal_email(email: str) -> str:
    """The one spelling under which an address is kept and looked up."""
    return email.strip().lower()


class User(AbstractBaseUser):
    """Someone who works with Amends; signs in by e-mail address.

    Three states: invited (`joined_at` is null), active, deactivated (`is_active` is false). A user is never deleted,
    because the history names them.
    """

    email = models.EmailField(_("E-mail"), unique=True, error_messages={"unique": _("Somebody has this address.")})
    name = models.CharField(_("Name"), max_length=120)
    role = models.CharField(_("Role"), max_length=20, choices=Role, default=Role.AGENT)
    teams = models.ManyToManyField("people.Team", verbose_name=_("Teams"), related_name="users", blank=True)
    language = models.CharField(_("Language"), max_length=5, choices=settings.LANGUAGES, default=default_language)
    time_zone = models.CharField(_("Time zone"), max_length=60, default=default_time_zone)
    theme = models.CharField(_("Appearance"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    density = models.CharField(_("Density"), max_length=15, choices=Density, default=Density.COMPACT)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sign_out_count = models.PositiveIntegerField(default=0)
    """Part of every session's fingerprint: raising it ends all sessions of the person, for good."""

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="people_user_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = normal_email(self.email)

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def may_manage(self) -> bool:
        """May change how the work is organised: automations, teams, all tickets and activities."""
        return self.role in {Role.ADMINISTRATOR, Role.MANAGER}

    @property
    def is_limited(self) -> bool:
        """Sees only the tickets of the queues given to them."""
        return self.role == Role.LIMITED

    @property
    def has_joined(self) -> bool:
        return self.joined_at is not None

    @property
    def initials(self) -> str:
        """One or two letters for the avatar: first and last word of the name."""
        words = str(self).split()
        return "".join(word[0] for word in dict.fromkeys([words[0], words[-1]])).upper() if words else "?"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid: changes with the password and with `sign_out_count`."""
        return self._fingerprint()

    def get_session_auth_fallback_hash(self) -> Any:
        for fallback_secret in settings.SECRET_KEY_FALLBACKS:
            yield self._fingerprint(secret=fallback_secret)

    def _fingerprint(self, secret: str | bytes | None = None) -> str:
        material = f"{self.password}{self.sign_out_count}"
        return salted_hmac("amends.people.session", material, secret=secret, algorithm="sha256").hexdigest()
