"""Addresses of the types of tickets and their workflows."""

from django.urls import path

from amends.web.workflows import board, changes, pages, types

app_name = "workflows"

urlpatterns = [
    path("settings/types", types.types, name="types"),
    path("settings/types/new", types.new_type, name="new_type"),
    path("settings/types/<slug:code>", types.type, name="type"),
    path("settings/types/<slug:code>/copy", types.copy, name="copy"),
    path("settings/types/<slug:code>/retirement", types.retirement, name="retirement"),
    path("settings/types/<slug:code>/restoration", types.restoration, name="restoration"),
    path("settings/types/<slug:code>/workflow", pages.workflow, name="board"),
    path("settings/types/<slug:code>/workflow/versions", pages.versions, name="versions"),
    path("settings/types/<slug:code>/workflow/versions/<int:pk>/draft", board.version_draft, name="version_draft"),
    path("settings/types/<slug:code>/workflow/start", board.start, name="start"),
    path("settings/types/<slug:code>/workflow/live", board.live, name="live"),
    path("settings/types/<slug:code>/workflow/draft-removal", board.draft_removal, name="draft_removal"),
    path("settings/types/<slug:code>/workflow/phases", changes.new_phase, name="new_phase"),
    path("settings/types/<slug:code>/workflow/phases/<slug:word>", changes.phase, name="phase"),
    path("settings/types/<slug:code>/workflow/phases/<slug:word>/place", changes.phase_place, name="phase_place"),
    path("settings/types/<slug:code>/workflow/phases/<slug:word>/removal", changes.phase_removal, name="phase_removal"),
    path("settings/types/<slug:code>/workflow/statuses", changes.new_status, name="new_status"),
    path("settings/types/<slug:code>/workflow/statuses/<slug:word>", changes.status, name="status"),
    path("settings/types/<slug:code>/workflow/statuses/<slug:word>/ways", changes.ways, name="ways"),
    path("settings/types/<slug:code>/workflow/statuses/<slug:word>/place", changes.status_place, name="status_place"),
    path("settings/types/<slug:code>/workflow/statuses/<slug:word>/first", changes.first, name="first"),
    path(
        "settings/types/<slug:code>/workflow/statuses/<slug:word>/retirement",
        changes.status_retirement,
        name="status_retirement",
    ),
    path("settings/types/<slug:code>/workflow/statuses/<slug:word>/keeping", changes.keeping, name="keeping"),
]
