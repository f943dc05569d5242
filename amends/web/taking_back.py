"""Undo on a toast, and what is told of the consequences: what goes with the deed that is taken back, and what stays.

A deed with a plain opposite is taken back at the address of that one. The act stays in the session, so that nobody can
keep rules from a deed by calling it Undo.
"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.activities.queries import made_by_rules
from amends.automations.access import may_see_rules
from amends.automations.queries import done_in_act
from amends.journal.actors import Actor
from amends.people.models import User
from amends.web.guards import SignedInRequest

NAMED = 3
"""Things that stay and are named; the rest is counted."""
ACTS = "acts_to_take_back"
"""Where the session keeps what Undo takes back, by the address that it leads to."""
KEPT = 10
"""Changes that can still be undone; toasts are gone long before there are more."""


def undo_at(request: SignedInRequest, opposite: str, by: Actor) -> str:
    """Where Undo of what `by` has just done leads: the opposite deed; "" for what took something back."""
    if by.undoes:
        return ""
    others = {one: act for one, act in request.session.get(ACTS, {}).items() if one != opposite}
    request.session[ACTS] = dict([*others.items(), (opposite, str(by.act))][-KEPT:])
    return f"{opposite}?undo"


def author_of(request: SignedInRequest) -> Actor:
    """Who does what is asked for; by Undo they take back the act that was kept."""
    by, acts = Actor.person(request.user), dict(request.session.get(ACTS, {}))
    if "undo" not in request.GET or request.path not in acts:
        return by
    act = acts.pop(request.path)
    request.session[ACTS] = acts
    return by.undoing(UUID(act))


def with_consequences(said: str, by: Actor, reader: User) -> str:
    """A notice of what `by` did; of what they took back, with what becomes of its consequences."""
    return joined_sentences(said, what_follows(by.undoes, reader)) if by.undoes else said


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
