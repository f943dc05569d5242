"""What is told of the consequences when a deed is taken back: what goes with it, and what stays."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.activities.queries import made_by_rules
from amends.automations.access import may_see_rules
from amends.automations.queries import done_in_act
from amends.people.models import User

NAMED = 3
"""Things that stay and are named; the rest is counted."""


def what_follows(act: UUID, reader: User, *, rows: Collection[int] | None = None) -> str:
    """What becomes of what rules did because of `act`, in one or two sentences; "" when they did nothing.

    `rows` are the subjects on which it was taken back, None: all of them.
    """
    done = done_in_act(act, rows)
    made = made_by_rules(dict.fromkeys({run.subject_id for run in done if run.subject_kind == "ticket"}, act))
    going = sum(one.is_as_made for one in made)
    said = []
    if going:
        words = ngettext(
            "The activity that a rule made of it goes too.", "The %(n)d activities that rules made of it go too.", going
        )
        said.append(words % {"n": going})
    stays = [f"“{one.name}”" for one in made if not one.is_as_made]
    stays += dict.fromkeys(sentence for run in done for sentence in run.changes)
    if stays and may_see_rules(reader):
        more = ngettext("and %(n)d more", "and %(n)d more", len(stays) - NAMED) % {"n": len(stays) - NAMED}
        what = ", ".join([*stays[:NAMED], *([more] if len(stays) > NAMED else [])])
        said.append(_("What else rules did stays: %(what)s.") % {"what": what})
    elif stays:
        said.append(_("What else rules did stays."))
    return " ".join(said)


def joined_sentences(first: str, rest: str) -> str:
    """A notice and what there is to add."""
    return f"{first}. {rest}" if rest else first
