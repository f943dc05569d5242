from django.urls import path

from amends.web.settings import pages

app_name = "settings"

urlpatterns = [path("settings", pages.index, name="index")]
