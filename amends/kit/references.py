"""Marks a value that names a configured thing, so that a thing that has gone can be noticed everywhere.

Used in event payloads and step parameters: `status: Annotated[str, Refers("status")]`. The code is that of a chooser
in amends.vocabulary, which lists the things, labels them and says which are missing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refers:
    chooser: str
