"""Letters about accounts. Each is posted in the transaction of the deed it tells of."""

from django.conf import settings

from amends.journal.actors import Actor
from amends.outbox.actions import post_letter
from amends.outbox.rendering import render_letter
from amends.people.links import INVITATION_LASTS, invitation_path
from amends.people.models import User


def invitation_url(user: User) -> str:
    """Where an invited person chooses a password. Never from the request's host header: the letter leaves the house."""
    return settings.BASE_URL + invitation_path(user)


def post_invitation(user: User, *, invited_by: User, by: Actor) -> None:
    context = {
        "user": user,
        "invited_by": invited_by.name,
        "link": invitation_url(user),
        "days": INVITATION_LASTS.days,
    }
    letter = render_letter("invitation", context, language=user.language)
    post_letter(
        to=user.email,
        subject=letter.subject,
        body_text=letter.text,
        body_html=letter.html,
        language=letter.language,
        by=by,
    )


def post_password_reset(user: User, *, link: str, by: Actor) -> None:
    letter = render_letter("password_reset", {"user": user, "link": link}, language=user.language)
    post_letter(
        to=user.email,
        subject=letter.subject,
        body_text=letter.text,
        body_html=letter.html,
        language=letter.language,
        by=by,
    )
