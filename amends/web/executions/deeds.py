"""What is done to how many rows, in one sentence: "change the priority of 72 tickets to High".

Steps say what they do to one row that everybody knows ("delete it"); above a selection and in the list of bulk changes
nobody would know which.
"""

import json
from collections.abc import Callable, Mapping

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.vocabulary import Step
from amends.vocabulary.choosers import chooser

Said = Callable[[int], str]

_SENTENCES: dict[str, Said] = {
    "change_status": lambda n: ngettext(
        "change the status of %(n)s ticket to %(value)s", "change the status of %(n)s tickets to %(value)s", n
    ),
    "assign_agent": lambda n: ngettext("assign %(n)s ticket to %(value)s", "assign %(n)s tickets to %(value)s", n),
    "assign_agent.nobody": lambda n: ngettext(
        "remove the agent of %(n)s ticket", "remove the agent of %(n)s tickets", n
    ),
    "add_tag": lambda n: ngettext("add the tag %(value)s to %(n)s ticket", "add the tag %(value)s to %(n)s tickets", n),
    "remove_tag": lambda n: ngettext(
        "remove the tag %(value)s from %(n)s ticket", "remove the tag %(value)s from %(n)s tickets", n
    ),
    "change_priority": lambda n: ngettext(
        "change the priority of %(n)s ticket to %(value)s", "change the priority of %(n)s tickets to %(value)s", n
    ),
    "change_queue": lambda n: ngettext(
        "move %(n)s ticket to the queue %(value)s", "move %(n)s tickets to the queue %(value)s", n
    ),
    "complete_activity": lambda n: ngettext("complete %(n)s activity", "complete %(n)s activities", n),
    "reopen_activity": lambda n: ngettext("open %(n)s activity again", "open %(n)s activities again", n),
    "delete_activity": lambda n: ngettext("delete %(n)s activity", "delete %(n)s activities", n),
    "assign_activity": lambda n: ngettext("give %(n)s activity to %(value)s", "give %(n)s activities to %(value)s", n),
    "assign_activity.nobody": lambda n: ngettext("give %(n)s activity to nobody", "give %(n)s activities to nobody", n),
    "postpone_activity": lambda n: ngettext(
        "postpone %(n)s activity to %(value)s", "postpone %(n)s activities to %(value)s", n
    ),
}


def done_to(step: Step, n: int) -> str:
    """What the step does to so many rows; one that nobody has a sentence for says what it does to one."""
    value = _value(step)
    code = step.code if value or f"{step.code}.nobody" not in _SENTENCES else f"{step.code}.nobody"
    return _SENTENCES[code](n) % {"n": n, "value": value} if code in _SENTENCES else step.sentence()


def questions(codes: Mapping[str, str], n: int, number: str) -> str:
    """What is asked before so many rows are changed that nobody has seen them all: JSON for bulk.js.

    `codes` are those of steps by the names that their buttons have; `%(value)s` stays, for what is pressed.
    """
    words = {"n": number, "value": "%(value)s"}
    asked = {name: _("%(deed)s?") % {"deed": capfirst(_SENTENCES[code](n) % words)} for name, code in codes.items()}
    return json.dumps({**asked, "note": _("Rules that wait for this will run.")})


def _value(step: Step) -> str:
    day = getattr(step, "day", None)
    if day is not None:
        return date_format(day, "DATE_FORMAT")
    references = step.references()
    if len(references) > 1:  # of the same name, each for some of the rows
        named = [str(chooser(code).names([value]).get(value, value)) for _name, code, value in references]
    else:
        named = [str(chooser(code).labels([value]).get(value, value)) for _name, code, value in references]
    return ", ".join(dict.fromkeys(named))
