"""Teams come, change their name and go."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.people.events import TeamDeleted, TeamMade, TeamRenamed
from amends.people.models import Team
from amends.people.refusals import TeamNameTaken


@transaction.atomic
def make_team(*, name: str, by: Actor) -> Team:
    """Raises TeamNameTaken; upper and lower case are the same name."""
    name = name.strip()
    _refuse_taken(name)
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name)
    except IntegrityError:
        _refuse_taken(name)  # somebody was faster
        raise
    record(TeamMade(team=team.pk, name=name), by=by, team=team)
    return team


@transaction.atomic
def rename_team(team: Team, *, to: str, by: Actor) -> Team:
    team = Team.objects.select_for_update().get(pk=team.pk)
    old, to = team.name, to.strip()
    if old == to:
        return team
    _refuse_taken(to, besides=team)
    team.name = to
    team.save(update_fields=["name"])
    record(TeamRenamed(team=team.pk, old=old, new=to), by=by, team=team)
    return team


@transaction.atomic
def delete_team(team: Team, *, by: Actor) -> None:
    """The people in it stay, without the team. A team that is gone already is left alone."""
    found = Team.objects.select_for_update().filter(pk=team.pk).first()
    if found is None:
        return
    record(TeamDeleted(team=found.pk, name=found.name), by=by, team=found)
    found.delete()


def _refuse_taken(name: str, besides: Team | None = None) -> None:
    taken = Team.objects.filter(name__iexact=name)
    if besides:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise TeamNameTaken(_("There is a team of this name already. Choose another name."), field="name")
