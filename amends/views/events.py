"""What can happen to saved views."""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.journal.events import WHOLE_ACT, EventKind


class ViewFact(EventKind):
    """A fact about one view, with its name then. Its conditions may name people, so `query` is personal."""

    subjects: ClassVar[tuple[str, ...]] = ("view",)
    icon = "layout-list"

    view: int
    name: str


class ViewSaved(ViewFact):
    code = "view.saved"
    label = gettext_lazy("View saved")
    personal: ClassVar[Mapping[str, str]] = {"query": WHOLE_ACT}

    shared_with: str
    query: str

    def sentence(self) -> str:
        return _("View “%(name)s” saved") % {"name": self.name}


class ViewChanged(ViewFact):
    code = "view.changed"
    label = gettext_lazy("View changed")
    personal: ClassVar[Mapping[str, str]] = {"query": WHOLE_ACT}

    shared_with: str
    query: str

    def sentence(self) -> str:
        return _("View “%(name)s” changed") % {"name": self.name}


class ViewDeleted(ViewFact):
    code = "view.deleted"
    label = gettext_lazy("View deleted")

    def sentence(self) -> str:
        return _("View “%(name)s” deleted") % {"name": self.name}


class ViewRestored(ViewFact):
    code = "view.restored"
    label = gettext_lazy("View restored")

    def sentence(self) -> str:
        return _("View “%(name)s” restored") % {"name": self.name}
