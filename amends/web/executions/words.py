"""What became of rows, in sentences."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amends.executions.models import Execution
from amends.web.executions.deeds import Said, done_to


def title(execution: Execution) -> str:
    """What it does, as a heading."""
    if execution.forgotten_at:
        return _("Bulk change without details")
    said = ", ".join(done_to(step, execution.total) for step in execution.parsed)
    return capfirst(_("undo: %(what)s") % {"what": said} if execution.undoes_id else said)


def state(execution: Execution) -> str:
    """How far it is, or that it has been taken back since."""
    undoing: Execution | None = getattr(execution, "undone_by", None)
    if undoing is None:
        return execution.get_state_display()
    if not undoing.is_over:
        return _("Being undone")
    if undoing.done == execution.done:
        return _("Undone")
    return _("Partly undone") if undoing.done else execution.get_state_display()


def told(execution: Execution) -> str:
    """How many were changed, and how many had nothing to do."""
    parts = [_changed(execution)]
    if execution.skipped:
        n = execution.skipped
        parts.append(ngettext("%(n)d was so already", "%(n)d were so already", n) % {"n": n})
    return ", ".join(parts)


def left(execution: Execution) -> str:
    """How many could not be changed."""
    n = execution.refused + execution.failed
    if execution.subject == "activity":
        said = ngettext("%(n)d activity was left as it is.", "%(n)d activities were left as they are.", n)
    else:
        said = ngettext("%(n)d ticket was left as it is.", "%(n)d tickets were left as they are.", n)
    return said % {"n": n}


def _changed(execution: Execution) -> str:
    n = execution.done
    if execution.undoes_id:
        return _PUT_BACK[execution.subject](n) % {"n": n}
    deed = execution.steps[0]["step"] if len(execution.steps) == 1 else ""
    return _DEEDS.get(deed, _CHANGED[execution.subject])(n) % {"n": n}


_DEEDS: dict[str, Said] = {
    "complete_activity": lambda n: ngettext("%(n)d activity completed", "%(n)d activities completed", n),
    "reopen_activity": lambda n: ngettext("%(n)d activity is open again", "%(n)d activities are open again", n),
    "delete_activity": lambda n: ngettext("%(n)d activity deleted", "%(n)d activities deleted", n),
    "postpone_activity": lambda n: ngettext("%(n)d activity postponed", "%(n)d activities postponed", n),
}
_CHANGED: dict[str, Said] = {
    "ticket": lambda n: ngettext("%(n)d ticket changed", "%(n)d tickets changed", n),
    "activity": lambda n: ngettext("%(n)d activity changed", "%(n)d activities changed", n),
}
_PUT_BACK: dict[str, Said] = {
    "ticket": lambda n: ngettext("%(n)d ticket is as it was", "%(n)d tickets are as they were", n),
    "activity": lambda n: ngettext("%(n)d activity is as it was", "%(n)d activities are as they were", n),
}
