"""What can happen to a contact."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.journal.events import Audience, EventKind


class ContactCreated(EventKind):
    """Somebody became known: through a ticket, an import or by hand."""

    code = "contact.created"
    label = _("Contact created")
    occasion = _("a contact is created")
    subjects = ("contact",)
    triggers = True
    audience = Audience.STAFF
    personal = {"name": "contact", "email": "contact"}

    name: str
    email: str

    def sentence(self) -> str:
        return gettext("Contact %(name)s created") % {"name": self.name or self.email}


class ContactCompleted(EventKind):
    """Details that were missing were added; `fields` names the columns, never their values."""

    code = "contact.completed"
    label = _("Contact completed")
    occasion = _("details of a contact are added")
    subjects = ("contact",)
    triggers = True
    audience = Audience.STAFF

    fields: list[str]

    def sentence(self) -> str:
        return gettext("Contact details completed")
