"""What the page of a kind of thing has beside what all of them have."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from amends.configured.models import Configured
from amends.configured.things import Thing
from amends.web.configured.forms import ThingForm


@dataclass(frozen=True)
class Look:
    """`more(row)` is what its template needs besides; of a new one the row is None."""

    form: type[ThingForm] = ThingForm
    template: str = "configured/thing.html"
    more: Callable[[Any], dict[str, Any]] = lambda row: {}


_looks: dict[type[Configured], Look] = {}


def register_look(model: type[Configured], look: Look) -> None:
    _looks[model] = look


def look_of(kind: Thing) -> Look:
    return _looks.get(kind.model, Look())
