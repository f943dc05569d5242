from django.urls import path

from amends.web.filters import parts

app_name = "filters"

urlpatterns = [
    path("filters/<str:subject>/editor", parts.editor, name="editor"),
    path("filters/<str:subject>/options", parts.options, name="options"),
    path("filters/<str:subject>/condition", parts.condition, name="condition"),
]
