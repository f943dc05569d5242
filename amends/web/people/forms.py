"""What people fill in about people."""

from collections.abc import Iterable
from datetime import datetime, time
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.people.models import Density, Role, Scope, Team, Theme, User
from amends.people.queries import all_teams, possible_successors
from amends.tickets.models import Queue
from amends.tickets.queries import all_queues
from amends.web.filled import NO_ADDRESS
from amends.web.shell.preferences import LANGUAGE_NAMES

ROLE_HINT = _("Agents see all tickets. Limited agents see the tickets of the queues you give them.")


@cache
def time_zones() -> list[tuple[str, str]]:
    """Zones that people live in, by region; those of no place are left out."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = sorted(name for name in available_timezones() if name.startswith(regions))
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]


class PasswordField(forms.CharField):
    """A new password, typed once: people can look at it, and a second field only teaches to paste."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("At least ten characters. A few words in a row are easy to remember and hard to guess."),
        )


class MembershipForm(forms.Form):
    """Somebody as the administrator sees them."""

    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("They sign in with this address."), error_messages=NO_ADDRESS
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT, help_text=ROLE_HINT)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if teams := all_teams():
            self.fields["teams"] = forms.ModelMultipleChoiceField(
                label=_("Teams"), queryset=teams, required=False, widget=forms.CheckboxSelectMultiple
            )
        if queues := all_queues():
            self.fields["queues"] = forms.ModelMultipleChoiceField(
                label=_("Queues"),
                queryset=queues,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("For limited agents: they see the tickets of these queues, and those assigned to them."),
            )

    @property
    def teams_chosen(self) -> Iterable[Team]:
        return self.cleaned_data.get("teams", [])

    @property
    def queues_chosen(self) -> Iterable[Queue]:
        return self.cleaned_data.get("queues", [])


class InvitationForm(MembershipForm):
    language = forms.ChoiceField(
        label=_("Language"),
        choices=list(LANGUAGE_NAMES.items()),
        help_text=_("Of the invitation, and of Amends for them. They can change it."),
    )


class JoinForm(forms.Form):
    """The invited person completes their account."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    password = PasswordField()

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class SetUpForm(forms.Form):
    """The first administrator."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}), error_messages=NO_ADDRESS
    )
    password = PasswordField()
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGE_NAMES.items()))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        person = User(name=cleaned.get("name", ""), email=cleaned.get("email", ""))
        if cleaned.get("password"):
            try:
                password_validation.validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class ProfileForm(forms.Form):
    """What somebody tells of themselves."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGE_NAMES.items()))
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Deadlines and “today” are counted in it.")
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices)
    density = forms.ChoiceField(label=_("Rows"), choices=Density.choices)


class DeactivationForm(forms.Form):
    """Who takes over."""

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"] = forms.ModelChoiceField(
            label=_("Give it to"),
            queryset=possible_successors(user),
            required=False,
            empty_label=_("Nobody: leave it without anybody responsible"),
        )


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Name of the team"), max_length=80)


class TokenForm(forms.Form):
    """A token for a program that acts in one's name."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will use it, so that you recognise it: “Warehouse scanner”.")
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The whole of this day. Without a day it works until you revoke it."),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        open_to = [choice for choice in Scope.choices if user.may_manage or choice[0] != Scope.MANAGE]
        self.fields["scope"] = forms.ChoiceField(
            label=_("It may"), choices=open_to, initial=Scope.READ, widget=forms.RadioSelect
        )

    @property
    def expires_at(self) -> datetime | None:
        """The end of the chosen day where the person lives."""
        day = self.cleaned_data.get("expires_on")
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None
