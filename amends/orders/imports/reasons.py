"""Why a file or one of its orders was not imported: codes that are stored, sentences that people read.

Stored as a code with details, so that each reader sees the sentence in their own language.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE = 80
"""Characters of a faulty value that are quoted."""

FAILURES: dict[str, Promise] = {
    "encoding": _("The file is not in UTF-8 (line %(line)s). Save or export it as UTF-8 and import it again."),
    "declared_encoding": _(
        "The file says that its encoding is %(encoding)s; only UTF-8 can be imported. Export it as UTF-8."
    ),
    "cut_off": _(
        "The file ends in the middle of an order (line %(line)s): it was probably not saved or sent whole. "
        "Get it again and import it again; no order was changed."
    ),
    "malformed": _("The file is not well-formed XML (line %(line)s: %(message)s). No order was changed."),
    "doctype": _(
        "The file contains a DOCTYPE declaration, which can carry entities that attack whoever reads them. "
        "Export it without one; no order was changed."
    ),
    "root": _("This is not a feed of orders: it must begin with <ORDERS>, but begins with <%(tag)s>."),
    "not_xml": _("This is not an XML feed of orders. If it is a table, choose the CSV format."),
    "too_large_order": _("What stands after line %(line)s is too large for one order. No order was changed."),
    "empty": _("The file is empty. A feed without orders has at least its header and empty <ORDERS></ORDERS>."),
    "columns": _("The table has no column %(columns)s. The first row must name the columns as the documentation does."),
    "same_columns": _("The table has the column %(columns)s more than once."),
    "table": _("The table cannot be read (line %(line)s: %(message)s). No order was changed."),
    "address": _("The address of the feed is not a web address. It begins with https://."),
    "password_in_address": _("The address holds a user name or a password. Write them into their own fields."),
    "password_in_the_clear": _("A password is sent over https only. The address has to begin with https://."),
    "password_lost": _(
        "The password of the feed can no longer be read, because the signing key was changed. Enter it again."
    ),
    "redirect_in_the_clear": _(
        "The shop leads on from https to http, where anybody could read the orders. Ask the shop."
    ),
    "redirects": _("The shop leads from one address to another without an end."),
    "no_such_host": _("There is no machine called %(host)s. Look at the address of the feed."),
    "private": _(
        "%(host)s is a machine of a private network, which Amends may not ask. "
        "Whoever runs Amends can allow it (AMENDS_PRIVATE_NETWORKS)."
    ),
    "unreachable": _("%(host)s does not answer (%(message)s). It is tried again by itself."),
    "certificate": _("The shop’s certificate is not to be trusted: %(message)s."),
    "unauthorised": _("The shop does not let us in (status %(status)s). Look at the user name and password."),
    "not_found": _("The shop has no feed at this address (status %(status)s)."),
    "status": _("The shop answered with an error (status %(status)s). It is tried again by itself."),
    "cut_off_on_the_way": _("The feed broke off on its way. No order was changed; it is tried again by itself."),
    "damaged": _("What the shop sent is packed, and damaged. No order was changed; it is tried again by itself."),
    "packed": _("The shop sends the feed packed as %(encoding)s; only gzip is understood."),
    "too_large": _("The feed is larger than %(most)s MB. No order was changed."),
    "too_slow": _("The feed took longer than an hour to come. No order was changed; it is tried again by itself."),
    "feed_off": _("The feed was turned off."),
    "missing_file": _("The uploaded file is no longer there. Upload it again."),
    "interrupted": _("The import was interrupted. Orders written before that are right; import the file again."),
}
"""The whole file was refused. `line` is counted from 1."""

PROBLEMS: dict[str, Promise] = {
    "missing": _("%(field)s is missing."),
    "too_long": _("%(field)s is longer than %(longest)s characters: “%(value)s”"),
    "not_a_date": _("%(field)s is not a date like 2026-11-21 14:30:00: “%(value)s”"),
    "not_a_number": _("%(field)s is not a number with a decimal point, like 1290.50: “%(value)s”"),
    "number_too_large": _("%(field)s is too large: “%(value)s”"),
    "not_a_currency": _("%(field)s is not a currency of three letters, like CZK: “%(value)s”"),
    "not_a_kind": _("%(field)s is none of product, shipping, billing and discount: “%(value)s”"),
    "columns_of_row": _("The row has %(found)s columns, the first row of the table has %(wanted)s."),
    "twice": _("The order is in the file again on line %(line)s; the last one counts."),
    "sent_twice": _("The same order is among them again at place %(place)s; the last one counts."),
    "scattered": _("The rows of this order are not together (again on line %(line)s). Sort the table by order."),
}
"""One order was left out; the rest of the file went in."""


def sentence(code: str, details: Mapping[str, Any]) -> str:
    """The sentence of a failure or problem; a code of another version is shown as it is."""
    text = FAILURES.get(code) or PROBLEMS.get(code)
    return str(text) % dict(details) if text else gettext("Unknown reason: %(code)s") % {"code": code}


class FeedRefused(Exception):
    """The whole file cannot be imported. `code` is one of FAILURES."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return sentence(self.code, self.details)


class RowRefused(Exception):
    """One order cannot be imported. `code` is one of PROBLEMS; `line` where its own line is not the order's."""

    def __init__(self, code: str, *, at: int | None = None, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.at = at
        self.details = {
            key: value[:LONGEST_VALUE] if isinstance(value, str) else value for key, value in details.items()
        }
