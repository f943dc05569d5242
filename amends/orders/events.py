"""What can happen to orders.

An import of a hundred thousand orders is one fact, not a hundred thousand: nobody reacts to a single order that came or
changed, the order itself says when it was imported and last changed, and history is told on tickets.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.journal.events import Audience, EventKind


class OrdersImportBegun(EventKind):
    """A file of orders was handed in, by upload, through the API or on the command line."""

    code = "orders.import_begun"
    label = _("Import of orders started")
    subjects = ("shop",)
    audience = Audience.STAFF

    import_id: int
    shop: str
    file_name: str

    def sentence(self) -> str:
        return gettext("The import of %(file)s into the orders of %(shop)s began") % {
            "file": self.file_name,
            "shop": self.shop,
        }


class OrdersImportFinished(EventKind):
    """A file of orders was read to its end and written. Counts are orders."""

    code = "orders.import_finished"
    label = _("Import of orders finished")
    subjects = ("shop",)
    audience = Audience.STAFF
    leaves = True

    import_id: int
    shop: str
    file_name: str
    created: int
    changed: int
    unchanged: int
    bad: int

    def sentence(self) -> str:
        return gettext(
            "Orders of %(shop)s imported from %(file)s: %(created)s new, %(changed)s changed, %(bad)s not imported"
        ) % {
            "shop": self.shop,
            "file": self.file_name,
            "created": self.created,
            "changed": self.changed,
            "bad": self.bad,
        }


class OrdersImportFailed(EventKind):
    """A file of orders was refused as a whole; `reason` is a code of orders.imports.reasons.FAILURES."""

    code = "orders.import_failed"
    label = _("Import of orders failed")
    subjects = ("shop",)
    audience = Audience.STAFF
    leaves = True

    import_id: int
    shop: str
    file_name: str
    reason: str

    def sentence(self) -> str:
        return gettext("The import of %(file)s into the orders of %(shop)s failed") % {
            "file": self.file_name,
            "shop": self.shop,
        }


class ShopAdded(EventKind):
    """A shop was set up, so that its orders can be imported."""

    code = "shop.added"
    label = _("Shop added")
    retires = frozenset({"shop"})
    subjects = ("shop",)
    audience = Audience.STAFF

    shop: str
    name: str

    def sentence(self) -> str:
        return gettext("Shop %(name)s added") % {"name": self.name}


class ShopEdited(EventKind):
    """The settings of a shop were changed; `fields` names them."""

    code = "shop.edited"
    label = _("Shop edited")
    subjects = ("shop",)
    audience = Audience.STAFF

    shop: str
    fields: list[str]

    def sentence(self) -> str:
        return gettext("Shop %(shop)s edited: %(fields)s") % {"shop": self.shop, "fields": ", ".join(self.fields)}


class FeedChanged(EventKind):
    """Where the orders of a shop are fetched from was changed; `fields` names what, never the address or password."""

    code = "shop.feed_changed"
    label = _("Feed of a shop changed")
    subjects = ("shop",)
    audience = Audience.STAFF

    shop: str
    fields: list[str]

    def sentence(self) -> str:
        return gettext("Feed of the shop %(shop)s changed") % {"shop": self.shop}


class OrdersSent(EventKind):
    """A program sent orders that were new or had changed. Counts are orders."""

    code = "orders.sent"
    label = _("Orders sent by a program")
    subjects = ("shop",)
    audience = Audience.STAFF

    shop: str
    created: int
    changed: int

    def sentence(self) -> str:
        return gettext("Orders of %(shop)s sent by a program: %(created)s new, %(changed)s changed") % {
            "shop": self.shop,
            "created": self.created,
            "changed": self.changed,
        }
