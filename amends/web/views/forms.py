"""What is asked of somebody who saves a view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amends.people.models import User
from amends.views.access import may_share_with_everybody
from amends.views.models import LONGEST_NAME, Audience

TEAM = "team-"


class ViewForm(forms.Form):
    """Its name, and who has it: oneself, one of one's teams, everybody."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    audience = forms.ChoiceField(label=_("Who sees it"), widget=forms.RadioSelect, initial=Audience.PRIVATE)
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = {f"{TEAM}{team.pk}": team for team in owner.teams.all()}
        teams = [(code, _("Team %(team)s") % {"team": team.name}) for code, team in self._teams.items()]
        everybody = [(Audience.EVERYBODY.value, _("Everybody"))] if may_share_with_everybody(owner) else []
        choices = [(Audience.PRIVATE.value, _("Only me")), *teams, *everybody]
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """For the action."""
        audience = self.cleaned_data["audience"]
        team = self._teams.get(audience)
        return {"name": self.cleaned_data["name"], "audience": "team" if team else audience, "team": team}
