"""What can happen to a file by itself; what it is attached to tells its own story."""

from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.journal.events import Audience, EventKind


class FileStored(EventKind):
    """A file was taken in. It hangs on nothing yet."""

    code: ClassVar[str] = "file.stored"
    label: ClassVar[str | Promise] = gettext_lazy("File stored")
    audience: ClassVar[Audience] = Audience.STAFF

    file: UUID
    name: str
    size: int
    media_type: str

    def sentence(self) -> str:
        return _("File %(name)s was uploaded") % {"name": self.name}
