"""Where new tickets begin, by type, shop and language."""

from typing import Annotated

from django.core.exceptions import PermissionDenied
from ninja import Router
from pydantic import BaseModel, Field

from amends.api import lookups
from amends.api.text import Given
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.tickets.access import may_set_first_queues
from amends.tickets.actions import choose_first_queue
from amends.tickets.models import FirstQueue
from amends.tickets.queries import all_first_queues

router = Router(tags=["Set-up"])


class FirstQueueOut(BaseModel):
    type: str
    shop: str | None = Field(description="null: any shop, and tickets without an order")
    language: str = Field(description="empty: any language")
    queue: str

    @classmethod
    def of(cls, one: FirstQueue) -> "FirstQueueOut":
        shop = one.shop.code if one.shop else None
        return cls(type=one.type.code, shop=shop, language=one.language, queue=one.queue.code)


class FirstQueueIn(Given):
    type: Annotated[str, Field(max_length=40)]
    shop: Annotated[str | None, Field(max_length=40)] = None
    language: Annotated[str, Field(max_length=8)] = ""
    queue: Annotated[str | None, Field(max_length=40)] = Field(description="null: no choice any more")


@router.get("", response=list[FirstQueueOut], summary="First queues")
def list_first_queues(request: TokenRequest) -> list[FirstQueueOut]:
    """Into which queue new tickets go that name none; told to administrators.

    Where none of these fits, it is the queue of the type.
    """
    _check(request)
    return [FirstQueueOut.of(one) for one in all_first_queues()]


@router.put("", response=list[FirstQueueOut], auth=MANAGE, summary="Choose a first queue")
def put_first_queue(request: TokenRequest, choice: FirstQueueIn) -> list[FirstQueueOut]:
    """For one type, shop and language; answers all of them."""
    _check(request)
    choose_first_queue(
        lookups.ticket_type(choice.type),
        shop=lookups.shop(choice.shop),
        language=choice.language,
        queue=lookups.queue_for(request.user, choice.queue),
        by=actor_of(request),
    )
    return list_first_queues(request)


def _check(request: TokenRequest) -> None:
    if not may_set_first_queues(request.user):
        raise PermissionDenied
