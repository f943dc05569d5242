"""Addresses of saved views."""

from django.urls import path

from amends.web.views import pages

app_name = "views"

urlpatterns = [
    path("tickets/views/new", pages.new, name="new"),
    path("tickets/views/counts", pages.counts, name="counts"),
    path("tickets/views/<int:pk>", pages.edit, name="edit"),
    path("tickets/views/<int:pk>/query", pages.query, name="query"),
    path("tickets/views/<int:pk>/deletion", pages.deletion, name="deletion"),
    path("tickets/views/<int:pk>/restoration", pages.restoration, name="restoration"),
]
