"""Letters about accounts. Each is posted in the transaction of the deed it tells of."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise

from amends.journal.actors import Actor
from amends.outbox.actions import post_letter
from amends.outbox.rendering import render_letter
from amends.people.links import INVITATION_LASTS, invitation_path, reset_path
from amends.people.models import User
from amends.people.queries import who_can_sign_in_as


def invitation_url(user: User) -> str:
    """Where an invited person chooses a password. Never from the request's host header: the letter leaves the house."""
    return settings.BASE_URL + invitation_path(user)


def post_invitation(user: User, *, invited_by: User, by: Actor) -> None:
    context = {"invited_by": invited_by.name, "link": invitation_url(user), "days": INVITATION_LASTS.days}
    _post("invitation", user, context, by)


def post_password_reset(email: str) -> None:
    """To the person of this address; nothing when there is none, or one who was deactivated."""
    for user in who_can_sign_in_as(email):
        _post("password_reset", user, {"link": settings.BASE_URL + reset_path(user)}, Actor.system("sign-in"))


def post_account_changed(user: User, *, sentence: str | Promise, address: str, by: Actor) -> None:
    """Tell the owner what changed, so that they notice when it was somebody else. `address` is that of the browser."""
    with timezone.override(user.zone):
        context = {"sentence": sentence, "address": address, "moment": timezone.now()}
        _post("account_changed", user, context, by)


def _post(name: str, user: User, context: dict[str, Any], by: Actor) -> None:
    letter = render_letter(name, {"user": user, **context}, language=user.language)
    post_letter(
        to=user.email,
        subject=letter.subject,
        body_text=letter.text,
        body_html=letter.html,
        language=letter.language,
        is_secret="link" in context,  # it opens the account
        by=by,
    )
