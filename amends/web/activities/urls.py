"""Addresses of activities."""

from django.urls import path

from amends.web.activities import bulk, changes, pages, parts

app_name = "activities"

urlpatterns = [
    path("activities", pages.activities, name="list"),
    path("activities.csv", pages.export, name="export"),
    path("activities/new", pages.new, name="new"),
    path("activities/tickets", parts.ticket_hits, name="ticket_hits"),
    path("activities/changes", bulk.changes, name="bulk"),
    path("activities/changes/field", bulk.field, name="bulk_field"),
    path("activities/fields/<str:code>/options", bulk.options, name="field_options"),
    path("activities/<int:pk>", pages.activity, name="activity"),
    path("activities/<int:pk>/menu", parts.menu, name="menu"),
    path("activities/<int:pk>/completion", changes.completion, name="completion"),
    path("activities/<int:pk>/reopening", changes.reopening, name="reopening"),
    path("activities/<int:pk>/deadline", changes.deadline, name="deadline"),
    path("activities/<int:pk>/assignee", changes.assignee, name="assignee"),
    path("activities/<int:pk>/deletion", changes.deletion, name="deletion"),
    path("activities/<int:pk>/restoration", changes.restoration, name="restoration"),
]
