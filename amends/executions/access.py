"""Who may see an execution: whoever began it, and administrators."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from amends.executions.models import Execution
from amends.people.models import User


def visible_executions(user: User) -> QuerySet[Execution]:
    """One's own, and for administrators those of everybody."""
    executions = Execution.objects.select_related("author", "undoes", "undone_by")
    return executions if user.is_administrator else executions.filter(author=user)


def get_execution_for(user: User, pk: int) -> Execution:
    """The execution, or Http404 when it is not there or not for `user`."""
    return get_object_or_404(visible_executions(user), pk=pk)
