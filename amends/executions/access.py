"""Who may see an execution: whoever began it, and administrators."""

from django.db.models import QuerySet

from amends.executions.models import Execution
from amends.kit.refusals import NotThere
from amends.people.models import User


def visible_executions(user: User) -> QuerySet[Execution]:
    """One's own, and for administrators those of everybody."""
    executions = Execution.objects.select_related("author", "undoes", "undone_by")
    return executions if user.is_administrator else executions.filter(author=user)


def get_execution_for(user: User, pk: int) -> Execution:
    """The execution, or NotThere when it is not there or not for `user`."""
    found = visible_executions(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    found.reader = user
    return found
