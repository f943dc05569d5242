"""The pages, one line per family. A family's own urls.py names each address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amends.web.shell.urls")),
    path("", include("amends.web.people.urls")),
    path("", include("amends.web.settings.urls")),
    path("", include("amends.web.custom_fields.urls")),
    path("", include("amends.web.configured.urls")),
    path("", include("amends.web.automations.urls")),
    path("", include("amends.web.filters.urls")),
    path("", include("amends.web.views.urls")),
    path("", include("amends.web.tickets.urls")),
    path("", include("amends.web.orders.urls")),
    path("", include("amends.web.files.urls")),
    path("", include("amends.web.notifications.urls")),
    path("", include("amends.web.outbox.urls")),
    path("", include("amends.web.activities.urls")),
    path("", include("amends.web.executions.urls")),
    path("", include("amends.web.workflows.urls")),
    path("account/", include("amends.web.people.account_urls")),
]
