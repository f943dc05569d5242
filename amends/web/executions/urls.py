"""Addresses of bulk changes."""

from django.urls import path

from amends.web.executions import changes, pages

app_name = "executions"

urlpatterns = [
    path("bulk-changes", pages.index, name="list"),
    path("bulk-changes/<int:pk>", pages.execution, name="execution"),
    path("bulk-changes/<int:pk>/stopping", changes.stopping, name="stopping"),
    path("bulk-changes/<int:pk>/undoing", changes.undoing, name="undoing"),
]
