"""Who has which saved views, and who may change them."""

from typing import Literal

from django.db.models import Q, QuerySet

from amends.kit.refusals import NotThere
from amends.people.models import User
from amends.views.models import Audience, SavedView


def visible_views(user: User, subject: str) -> QuerySet[SavedView]:
    """One's own, those of one's teams and everybody's. What a view lists is decided when it is opened, by sight."""
    theirs = Q(owner=user) | Q(audience=Audience.EVERYBODY) | Q(audience=Audience.TEAM, team__users=user)
    found: QuerySet[SavedView] = SavedView.objects.filter(theirs, subject=subject, deleted_at=None)
    return found.select_related("owner", "team").distinct()


def may_change_view(user: User, view: SavedView) -> bool:
    """Its owner, and whoever manages when others have it too."""
    return view.owner_id == user.pk or (user.may_manage and view.audience != Audience.PRIVATE)


def may_share_with_everybody(user: User) -> bool:
    """A limited agent shares with teams only: others see tickets whose words they must not see."""
    return not user.is_limited


def get_view_for(user: User, pk: int, *, to: Literal["view", "edit"] = "view") -> SavedView:
    """The view, or NotThere when it is not there or not for `user`; to edit, when they may not change it."""
    mine = Q(owner=user) | Q(audience=Audience.EVERYBODY) | Q(audience=Audience.TEAM, team__users=user)
    found = SavedView.objects.filter(mine, pk=pk).select_related("owner", "team").distinct().first()
    if found is None or (to == "edit" and not may_change_view(user, found)):
        raise NotThere
    if found.deleted_at is not None and found.owner_id != user.pk and not user.may_manage:
        raise NotThere
    return found


def views_with(text: str) -> QuerySet[SavedView]:
    """All views, whoever's, whose address has this in it: to be counted, not to be shown."""
    found: QuerySet[SavedView] = SavedView.objects.filter(deleted_at=None, query__contains=text)
    return found
