"""Reads about people that more than one place asks."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from amends.kit.versions import Cached
from amends.people.models import ApiToken, Team, User


def everybody() -> QuerySet[User]:
    """All people with their teams: active ones first, then invited, then deactivated, each by name."""
    state = Case(
        When(is_active=False, then=Value(2)),
        When(joined_at=None, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return User.objects.prefetch_related("teams").order_by(state, "name", "pk")


people: Cached[dict[int, User]] = Cached(
    "people", lambda: {one.pk: one for one in User.objects.defer("password").order_by("name", "pk")}
)
"""Everybody by number, in the order of their names, kept until somebody changes. To be read, never changed."""


def possible_successors(user: User) -> QuerySet[User]:
    """Who could take over the work of `user`."""
    return User.objects.active().filter(joined_at__isnull=False).exclude(pk=user.pk).order_by("name", "pk")


def who_can_sign_in_as(email: str) -> QuerySet[User]:
    """The person of this address, if there is one and they were not deactivated."""
    return User.objects.active().filter(email=email)


def nobody_yet() -> bool:
    """Is this installation still without people?"""
    return not User.objects.exists()


def still_here(user: User) -> bool:
    """Does the person work here? See those_still_here."""
    return bool(those_still_here([user.pk]))


def those_still_here(ids: Iterable[int]) -> dict[int, User]:
    """Those of these people who work here. Held until the transaction ends, so that no work comes to a leaver.

    Whoever deactivates them waits, and then finds the work. Ask after the rows of the work are locked: deactivating
    locks them in this order, too.
    """
    rows = "SELECT * FROM people_user WHERE id = ANY(%s) AND is_active ORDER BY id FOR SHARE"
    return {user.pk: user for user in User.objects.raw(rows, [list(ids)])}


def find_user(email: str) -> User | None:
    return User.objects.filter(email=email.strip().lower()).first()


def all_teams() -> QuerySet[Team]:
    """Teams with the number of their active people as `size`."""
    return Team.objects.annotate(size=Count("users", filter=Q(users__is_active=True))).order_by("name", "pk")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Tokens that were not revoked, newest first."""
    return user.tokens.filter(revoked_at=None).order_by("-created_at", "-pk")


def find_token(prefix: str) -> ApiToken | None:
    """The token whose secret begins with `amends_<prefix>`."""
    return ApiToken.objects.select_related("user").filter(prefix=prefix).first()


def has_second_step(user: User) -> bool:
    """Does signing in ask this person for more than the password?"""
    return Authenticator.objects.filter(user=user).exists()
