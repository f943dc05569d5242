"""Marks on the parts of event payloads and step parameters: what they name, and what people call them.

`status: Annotated[str, Refers("status"), Called(_("Status"))]`. The code of `Refers` is that of a chooser in
amends.vocabulary, which lists the things, labels them and says which are missing: so a thing that has gone can be
noticed everywhere.
"""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Refers:
    chooser: str


@dataclass(frozen=True)
class Called:
    """What the part is called where a rule names it; any other part is called by its own name."""

    words: str | Promise
