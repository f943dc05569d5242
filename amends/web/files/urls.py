from django.urls import path

from amends.web.files import pages

urlpatterns = [
    path("files/<uuid:file_id>/<path:name>", pages.file, name="file"),
]
