"""Where every address begins. Page families bring their own lists."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("amends.api.urls")),
    path("", include("amends.web.urls")),
]

handler403 = "amends.web.shell.errors.not_allowed"
handler404 = "amends.web.shell.errors.not_found"
handler500 = "amends.web.shell.errors.server_error"
