from django.urls import path

from amends.web.outbox import changes, pages

app_name = "outbox"

urlpatterns = [
    path("settings/outbox", pages.letters, name="list"),
    path("settings/outbox/<int:pk>", pages.letter, name="letter"),
    path("settings/outbox/<int:pk>/sending", changes.sending, name="sending"),
]
