from django.urls import path

from amends.web.automations import changes, pages

app_name = "automations"

urlpatterns = [
    path("automations", pages.rules, name="list"),
    path("automations/<int:pk>", pages.rule, name="rule"),
    path("automations/<int:pk>/switch", changes.switch, name="switch"),
    path("automations/<int:pk>/switch/undoing", changes.switch_back, name="switch_back"),
]
