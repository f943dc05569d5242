"""Addresses of the options of a field, and of the forms of types."""

from django.urls import path

from amends.web.custom_fields import arranging, pages

app_name = "custom_fields"

urlpatterns = [
    path("settings/fields/<slug:code>/options", pages.options, name="options"),
    path("settings/forms", arranging.forms, name="forms"),
    path("settings/forms/<slug:code>/<slug:reader>", arranging.form, name="form"),
]
