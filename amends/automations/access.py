"""Who sees rules and who may change them: managers and administrators change, agents see, limited agents do neither.

Rules act on all tickets and name people and queues; a limited agent sees only some of both.
"""

from typing import Any, Literal

from django.core.exceptions import PermissionDenied

from amends.automations.models import Rule
from amends.kit.refusals import NotThere
from amends.people.models import Role, User


def may_see_rules(user: User) -> bool:
    return user.role != Role.LIMITED


def may_change_rules(user: User) -> bool:
    return bool(user.may_manage)


def visible_rules(user: User) -> Any:
    """The rules `user` may look at, in their order."""
    return Rule.objects.in_order() if may_see_rules(user) else Rule.objects.none()


def get_rule_for(user: User, pk: int, *, to: Literal["view", "edit"] = "view") -> Rule:
    """One rule. NotThere when there is none for this user, PermissionDenied for those who may only look."""
    rule: Rule | None = visible_rules(user).filter(pk=pk).first()
    if rule is None:
        raise NotThere
    if to == "edit" and not may_change_rules(user):
        raise PermissionDenied
    return rule
