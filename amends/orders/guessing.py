"""How often somebody may look up orders who may not browse them.

Numbers of orders follow one another, so whoever may open an order that they can name could name them all, one by one.
No customer's matter needs as many look-ups as that does.
"""

import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.kit.locks import hold
from amends.kit.refusals import Refused

if TYPE_CHECKING:
    from amends.people.models import User

RATES = ((60, 5 * 60), (600, 24 * 60 * 60))
"""At most so many look-ups in so many seconds. A search while typing makes three or four."""


class TooManyLookUps(Refused):
    code = "too_many_look_ups"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            _(
                "You have looked up many orders in a short time. Wait a few minutes, then try again; "
                "if it still is refused, ask a colleague who may list orders."
            )
        )


def count_look_up(user: "User") -> None:
    """One more order that `user` asked for. Raises TooManyLookUps, and then counts nothing."""
    counts = {f"orders:look-ups:{user.pk}:{span}:{int(time.time() // span)}": (most, span) for most, span in RATES}
    with transaction.atomic():
        hold(f"look-ups of {user.pk}")
        so_far = cache.get_many(counts)
        if any(so_far.get(name, 0) >= most for name, (most, _span) in counts.items()):
            raise TooManyLookUps
        for name, (_most, span) in counts.items():
            cache.set(name, so_far.get(name, 0) + 1, span)
