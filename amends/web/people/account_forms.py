"""allauth's forms without its placeholders: our labels say it already, and a placeholder vanishes while typing."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django.forms import EmailField, Field
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amends.people.models.user import normal_email
from amends.web.filled import NO_ADDRESS
from amends.web.jobs import send_password_reset


class WithoutPlaceholders:
    """For a form: no control carries a placeholder."""

    fields: dict[str, Field]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, EmailField):
                field.error_messages |= NO_ADDRESS
                field.label = _("E-mail")  # as everywhere; the summary of a refused form says it too


class SignInForm(WithoutPlaceholders, allauth_forms.LoginForm):
    pass


class ForgottenPasswordForm(WithoutPlaceholders, allauth_forms.ResetPasswordForm):
    """Looks nobody up: the letter is made in the background, so that the answer takes as long for a stranger."""

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **options: Any) -> str:
        send_password_reset.defer(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]


class NewPasswordForm(WithoutPlaceholders, allauth_forms.ResetPasswordKeyForm):
    def save(self) -> None:
        """Not the way of allauth, which sets a password that was reset like one that its owner changed."""
        get_adapter().reset_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(WithoutPlaceholders, allauth_forms.ChangePasswordForm):
    pass


class SecondStepForm(WithoutPlaceholders, mfa_forms.AuthenticateForm):
    pass


class ConfirmForm(WithoutPlaceholders, mfa_forms.ReauthenticateForm):
    pass


class AppForm(WithoutPlaceholders, totp_forms.ActivateTOTPForm):
    pass
