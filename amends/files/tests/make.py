"""Files for tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from amends.files.actions import store_file
from amends.files.models import File
from amends.journal.actors import Actor

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
"""A picture of one transparent point."""


def make_upload(name: str = "photo.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_file(name: str = "photo.png", content: bytes = PNG, *, by: Actor | None = None) -> File:
    return store_file(make_upload(name, content), by=by or Actor.system("test"))
