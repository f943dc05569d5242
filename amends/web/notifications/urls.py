from django.urls import path

from amends.web.notifications import changes, pages, parts

app_name = "notifications"

urlpatterns = [
    path("notifications", pages.notifications, name="list"),
    path("notifications/bell", parts.bell, name="bell"),
    path("notifications/reading", changes.reading, name="reading"),
    path("notifications/reasons", changes.reasons, name="reasons"),
    path("notifications/<int:pk>", pages.notification, name="notification"),
]
