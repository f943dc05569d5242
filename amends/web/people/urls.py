"""Addresses of people: their own pages, the administrator's, and the ways in."""

from django.urls import path

from amends.web.people import changes, entrance, pages, profile

app_name = "people"

urlpatterns = [
    path("settings/people", pages.people, name="list"),
    path("settings/people/invitation", pages.invite, name="invite"),
    path("settings/people/<int:pk>", pages.person, name="person"),
    path("settings/people/<int:pk>/invitation", changes.invitation, name="invitation"),
    path("settings/people/<int:pk>/deactivation", pages.deactivation, name="deactivation"),
    path("settings/people/<int:pk>/reactivation", changes.reactivation, name="reactivation"),
    path("settings/people/<int:pk>/second-step-removal", changes.second_step_removal, name="second_step_removal"),
    path("settings/teams", pages.teams, name="teams"),
    path("settings/teams/<int:pk>", pages.team, name="team"),
    path("settings/teams/<int:pk>/members", changes.team_members, name="team_members"),
    path("settings/teams/<int:pk>/deletion", changes.team_deletion, name="team_deletion"),
    path("profile", profile.profile, name="profile"),
    path("profile/tokens", profile.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revocation", changes.token_revocation, name="token_revocation"),
    path("invitation/<str:key>", entrance.join, name="join"),
    path("setup/<str:token>", entrance.set_up, name="set_up"),
]
