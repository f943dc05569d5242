"""Saved views are saved, changed, deleted and taken back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.models import Team, User
from amends.views.access import may_share_with_everybody
from amends.views.events import ViewChanged, ViewDeleted, ViewRestored, ViewSaved
from amends.views.models import LONGEST_NAME, LONGEST_QUERY, Audience, SavedView
from amends.views.refusals import ViewRefused

MOST = 100
"""Views of one person: more than anybody finds again."""


@transaction.atomic
def save_view(
    *, subject: str, name: str, query: str, owner: User, by: Actor, audience: str = "private", team: Team | None = None
) -> SavedView:
    """Keep a list under a name. Raises ViewRefused."""
    view = SavedView(subject=subject, owner=owner, created_at=timezone.now())
    _fill(view, name=name, query=query, audience=audience, team=team)
    if SavedView.objects.filter(owner=owner, deleted_at=None).count() >= MOST:
        raise ViewRefused(_("You have %(most)d views already. Delete one first.") % {"most": MOST}, field="name")
    view.save()
    fact = ViewSaved(view=view.pk, name=view.name, shared_with=view.audience, query=view.query)
    record(fact, by=by, view=view)
    return view


@transaction.atomic
def change_view(
    view: SavedView, *, by: Actor, name: str, query: str, audience: str, team: Team | None = None
) -> SavedView:
    """Another name, other conditions, another audience. Raises ViewRefused."""
    view = SavedView.objects.select_for_update(of=("self",)).select_related("owner").get(pk=view.pk)
    before = (view.name, view.query, view.audience, view.team_id)
    _fill(view, name=name, query=query, audience=audience, team=team)
    if (view.name, view.query, view.audience, view.team_id) == before:
        return view
    view.save(update_fields=["name", "query", "audience", "team"])
    fact = ViewChanged(view=view.pk, name=view.name, shared_with=view.audience, query=view.query)
    record(fact, by=by, view=view)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor) -> None:
    """Nobody has it beside the list any more; it can be restored."""
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if view.deleted_at is None:
        view.deleted_at = timezone.now()
        view.save(update_fields=["deleted_at"])
        record(ViewDeleted(view=view.pk, name=view.name), by=by, view=view)


@transaction.atomic
def restore_view(view: SavedView, *, by: Actor) -> None:
    view = SavedView.objects.select_for_update().get(pk=view.pk)
    if view.deleted_at is not None:
        view.deleted_at = None
        view.save(update_fields=["deleted_at"])
        record(ViewRestored(view=view.pk, name=view.name), by=by, view=view)


def _fill(view: SavedView, *, name: str, query: str, audience: str, team: Team | None) -> None:
    view.name, view.query, view.audience = name.strip(), query, audience
    view.team = team if audience == Audience.TEAM else None
    if not view.name or len(view.name) > LONGEST_NAME or not view.name.isprintable():
        raise ViewRefused(
            _("Give the view a name of at most %(most)d characters.") % {"most": LONGEST_NAME}, field="name"
        )
    if audience not in Audience.values:
        raise ViewRefused(_("Choose who sees it."), field="audience")
    if audience == Audience.TEAM and (team is None or not view.owner.teams.filter(pk=team.pk).exists()):
        raise ViewRefused(_("Choose one of the teams of its owner."), field="team")
    if audience == Audience.EVERYBODY and not may_share_with_everybody(view.owner):
        raise ViewRefused(_("You can share it with your teams only."), field="audience")
    if len(query) > LONGEST_QUERY:
        raise ViewRefused(_("The list has too many conditions for a view."), field="name")
