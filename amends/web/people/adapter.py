"""How allauth, which signs people in, fits into this house: no sign-up, letters by the outbox, facts in the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as request_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.outbox.actions import post_letter
from amends.people.actions.invitation import join
from amends.people.actions.profile import change_password, reset_password
from amends.people.actions.second_step import Change, note_second_step
from amends.people.models import User
from amends.web.people.letters import post_account_changed

SECOND_STEP: dict[str, tuple[Change, Promise]] = {
    "mfa/email/totp_activated": ("app_on", _("The authenticator app is on")),
    "mfa/email/totp_deactivated": ("app_off", _("The authenticator app is off")),
    "mfa/email/webauthn_added": ("key_added", _("The key was added")),
    "mfa/email/webauthn_removed": ("key_removed", _("The key was removed")),
    "mfa/email/recovery_codes_generated": ("codes_made", _("New recovery codes were created")),
}
"""allauth announces each change of the second step by a letter of this name."""

RESET_NOTICE = "account/email/password_reset"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail or password is wrong."),
        "incorrect_password": _("The password is wrong."),
        "enter_current_password": _("The password is wrong."),
        "incorrect_code": _("The code is wrong."),
        "invalid_password_reset": _("This link no longer works"),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait five minutes and try again, or let us send you a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for name and address together, so that a stranger elsewhere locks nobody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {self.get_client_ip(request)}"

    def set_password(self, user: User, password: str) -> None:
        """A new password from the profile, by somebody who gave the old one."""
        change_password(user, to=password, by=Actor.person(user))

    def reset_password(self, user: User, password: str) -> None:
        """A new password by the link of a letter.

        Somebody who was invited and asks for a new password instead of opening the invitation has joined thereby: the
        letter went to the same address.
        """
        if user.has_joined:
            reset_password(user, to=password, by=Actor.person(user))
        else:
            joined = join(user, name=user.name, password=password, by=Actor.person(user))
            user.password, user.joined_at = joined.password, joined.joined_at

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """How somebody says once more who it is, before what protects the account. Whoever has a second step says it
        with that: somebody else at an open session may well know the password, which signed it in."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [one for one in methods if one["id"] != "reauthenticate"] or methods

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter of allauth leaves by the outbox, so it is retried, and waits while no mail server is set."""
        values = {"request": request_context.request, "email": email, "current_site": {"name": "Amends"}}
        message = self.render_mail(template_prefix, email, values | context)
        body = str(message.body)
        post_letter(to=email, subject=message.subject, body_text=body, is_secret=True, by=Actor.system("sign-in"))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth calls this for each change that protects the account: it is noted, and told to its owner."""
        by = Actor.person(user)
        sentence: Promise = _("Your password is changed")
        if template_prefix in SECOND_STEP:
            change, sentence = SECOND_STEP[template_prefix]
            note_second_step(user, change=change, by=by)
        elif template_prefix == RESET_NOTICE and user.tokens.exists():
            sentence = _("Your password is changed and your API tokens are revoked")
        post_account_changed(user, sentence=sentence, address=self.get_client_ip(self.request), by=by)

    def format_email_subject(self, subject: str) -> str:
        return str(subject)


class MfaAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": _("The code is wrong.")}

    def _get_site_name(self) -> str:
        """What a phone or a key shows as the place it is for."""
        return "Amends"
