"""Addresses of allauth, at their own names: it reverses them itself. What this house does not have comes first."""

from django.urls import include, path

from amends.web.people import entrance

urlpatterns = [
    path("login/", entrance.sign_in),
    path("signup/", entrance.nowhere),
    path("email/", entrance.nowhere),
    path("confirm-email/", entrance.nowhere),
    path("confirm-email/<str:key>/", entrance.nowhere),
    path("", include("allauth.account.urls")),
    path("two-factor/", include("allauth.mfa.urls")),
]
