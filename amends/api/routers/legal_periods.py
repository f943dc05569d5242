"""How long the law gives for settling tickets, by type and country."""

from datetime import date
from typing import Annotated

from django.core.exceptions import PermissionDenied
from ninja import Router
from pydantic import BaseModel, Field

from amends.api import lookups
from amends.api.routers.tickets import Country
from amends.api.text import Given, Line
from amends.api.tokens import MANAGE, TokenRequest, actor_of
from amends.tickets.access import may_set_legal_periods
from amends.tickets.actions import choose_legal_period
from amends.tickets.models import LegalPeriod
from amends.tickets.queries import all_legal_periods

router = Router(tags=["Set-up"])


class LegalPeriodOut(BaseModel):
    type: str
    country: str = Field(description="empty: every other country")
    valid_from: date
    days: int = Field(description="Calendar days; the day a ticket is created is not counted")
    source: str

    @classmethod
    def of(cls, one: LegalPeriod) -> "LegalPeriodOut":
        plain = {name: getattr(one, name) for name in ("country", "valid_from", "days", "source")}
        return cls(type=one.type.code, **plain)


class LegalPeriodIn(Given):
    type: Annotated[str, Field(max_length=40)]
    country: Country = ""
    valid_from: Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]
    days: Annotated[int | None, Field(ge=1, le=3650)] = Field(description="null: no such period any more")
    source: Line = ""


@router.get("", response=list[LegalPeriodOut], summary="Periods given by law")
def list_legal_periods(request: TokenRequest) -> list[LegalPeriodOut]:
    """Told to administrators. Of a type and country the row counts that was valid when the ticket was created."""
    _check(request)
    return [LegalPeriodOut.of(one) for one in all_legal_periods()]


@router.put("", response=list[LegalPeriodOut], auth=MANAGE, summary="Set a period given by law")
def put_legal_period(request: TokenRequest, chosen: LegalPeriodIn) -> list[LegalPeriodOut]:
    """For one type and country from one day on; answers all of them."""
    _check(request)
    choose_legal_period(
        lookups.ticket_type(chosen.type),
        country=chosen.country,
        valid_from=chosen.valid_from,
        days=chosen.days,
        source=chosen.source,
        by=actor_of(request),
    )
    return list_legal_periods(request)


def _check(request: TokenRequest) -> None:
    if not may_set_legal_periods(request.user):
        raise PermissionDenied
