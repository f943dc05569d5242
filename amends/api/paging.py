"""Pages by cursor: stable while rows come and go, and as fast at the end of a list as at its beginning."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query
from pydantic import BaseModel, Field

from amends.kit.paging import CursorRefused, keyset

Row = TypeVar("Row", bound=Model)
Out = TypeVar("Out")

MOST = 200  # rows of one page

After = Annotated[str, Query(description="`next` of the page before this one", max_length=2000)]
Before = Annotated[str, Query(description="`previous` of the page after this one", max_length=2000)]
Size = Annotated[int, Query(description="Rows of one page", ge=1, le=MOST)]


class Page(BaseModel, Generic[Out]):
    """Some of the rows, with the way to the rest."""

    items: list[Out]
    next: str | None = Field(description="Give it as `after` to go on; null at the end")
    previous: str | None = Field(description="Give it as `before` to go back; null at the beginning")


def page_of(
    rows: QuerySet[Row],
    show: Callable[[Row], Out],
    *,
    order: Sequence[str],
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Out]:
    """One page of `rows` in `order`, each row as `show` tells it. CursorRefused (422) for a cursor of another list."""
    return page_of_all(rows, lambda found: map(show, found), order=order, after=after, before=before, size=size)


def page_of_all(
    rows: QuerySet[Row],
    show: Callable[[Sequence[Row]], Iterable[Out]],
    *,
    order: Sequence[str],
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Out]:
    """As page_of, for rows that are told together, since what they name is looked up for all of them at once."""
    try:
        found = keyset(rows, order=tuple(order), after=after, before=before, size=size)
    except CursorRefused as refusal:
        raise CursorRefused(refusal.message, field="after" if after else "before") from None
    return Page(items=list(show(found.rows)), next=found.later or None, previous=found.earlier or None)
