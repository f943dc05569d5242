"""Who sets things up: administrators. Everybody may read what they set up."""

from typing import Any, TypeVar

from amends.configured.models import Configured
from amends.kit.refusals import NotThere
from amends.people.models import User

C = TypeVar("C", bound=Configured)


def get_configured_for(user: User, model: type[C], code: str) -> C:
    """The thing with this code, for somebody who may change it; NotThere for everybody else."""
    found: Any = model.objects.filter(code=code).first() if user.is_administrator else None
    if found is None:
        raise NotThere
    one: C = found
    return one
