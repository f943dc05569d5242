"""What an administrator has set up: types, statuses, queues, tags, people, shops. Everything else refers to it."""

from datetime import datetime

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from amends.api.tokens import TokenRequest
from amends.orders.models import Shop
from amends.orders.queries import all_shops
from amends.people.models import Team, User
from amends.people.queries import all_teams, everybody
from amends.tickets.access import visible_queues
from amends.tickets.models import Queue, Status, Tag, TicketType
from amends.tickets.queries import all_tags, ticket_types

router = Router(tags=["Set-up"])

Names = dict[str, str]


class PersonOut(BaseModel):
    id: int
    name: str

    @classmethod
    def of(cls, user: User) -> "PersonOut":
        return cls(id=user.pk, name=user.name)


class UserOut(PersonOut):
    email: str
    role: str = Field(description="administrator, manager, agent or limited")
    teams: list[str]

    @classmethod
    def of(cls, user: User) -> "UserOut":
        teams = [team.name for team in user.teams.all()]
        return cls(id=user.pk, name=user.name, email=user.email, role=user.role, teams=teams)


class ColleagueOut(PersonOut):
    """Somebody who works here, as far as the reader may know: limited agents are told names alone."""

    email: str | None
    role: str | None = Field(description="administrator, manager, agent or limited")
    teams: list[str] | None

    @classmethod
    def told_to(cls, reader: User, user: User) -> "ColleagueOut":
        if reader.is_limited and user.pk != reader.pk:
            return cls(id=user.pk, name=user.name, email=None, role=None, teams=None)
        return cls(**UserOut.of(user).model_dump())


class MeOut(BaseModel):
    """Who the token belongs to and what it may do."""

    user: UserOut
    token: str = Field(description="The name of the token")
    scopes: list[str]


class StatusOut(BaseModel):
    code: str = Field(description="`<type>.<status>`; never changes")
    name: str = Field(description="In the language of the request")
    names: Names
    phase: str
    turn: str = Field(description="Whose turn it is: ours, customer, third or closed")
    leads_to: list[str] = Field(description="Codes of the statuses the workflow allows next")
    is_retired: bool = Field(description="Tickets may still have it, but no ticket can get it any more")

    @classmethod
    def of(cls, status: Status) -> "StatusOut":
        return cls(
            code=status.code,
            name=status.name,
            names=dict(status.names),
            phase=status.phase.word,
            turn=status.turn,
            leads_to=[way.target.code for way in status.ways_out.all()],
            is_retired=status.is_retired,
        )


class TypeOut(BaseModel):
    code: str
    name: str
    names: Names
    prefix: str = Field(description="What the numbers of its tickets begin with")
    digits: int = Field(description="How many digits the running number has")
    yearly: bool = Field(description="Numbers have the year in them and begin anew with it")
    icon: str
    colour: str
    is_default: bool = Field(description="Chosen beforehand when somebody creates a ticket")
    is_retired: bool = Field(description="Its tickets stay, but no new ones can be made")
    oldest_order_days: int | None
    initial_status: str | None
    statuses: list[StatusOut]

    @classmethod
    def of(cls, type: TicketType) -> "TypeOut":
        return cls(
            code=type.code,
            name=type.name,
            names=dict(type.names),
            prefix=type.prefix,
            digits=type.digits,
            yearly=type.yearly,
            icon=type.icon,
            colour=type.colour,
            is_default=type.is_default,
            is_retired=type.is_retired,
            oldest_order_days=type.oldest_order_days,
            initial_status=type.initial_status.code if type.initial_status else None,
            statuses=[StatusOut.of(status) for status in type.statuses.all()],
        )


class QueueOut(BaseModel):
    code: str
    name: str
    names: Names
    retired_at: datetime | None = Field(description="Since when nobody can choose it")

    @classmethod
    def of(cls, queue: Queue) -> "QueueOut":
        return cls(code=queue.code, name=queue.name, names=dict(queue.names), retired_at=queue.retired_at)


class TagOut(BaseModel):
    code: str
    name: str
    names: Names
    colour: str
    second_colour: str
    retired_at: datetime | None = Field(description="Since when nobody can choose it")

    @classmethod
    def of(cls, tag: Tag) -> "TagOut":
        return cls(
            code=tag.code,
            name=tag.name,
            names=dict(tag.names),
            colour=tag.colour,
            second_colour=tag.second_colour,
            retired_at=tag.retired_at,
        )


class ShopOut(BaseModel):
    code: str
    name: str
    url: str
    language: str
    country: str
    currency: str

    @classmethod
    def of(cls, shop: Shop) -> "ShopOut":
        return cls(
            code=shop.code,
            name=shop.name,
            url=shop.url,
            language=shop.language,
            country=shop.country,
            currency=shop.currency,
        )


class TeamOut(BaseModel):
    id: int
    name: str

    @classmethod
    def of(cls, team: Team) -> "TeamOut":
        return cls(id=team.pk, name=team.name)


@router.get("/me", response=MeOut, summary="Who am I")
def me(request: TokenRequest) -> MeOut:
    return MeOut(user=UserOut.of(request.user), token=request.auth.name, scopes=list(request.auth.scopes))


@router.get("/types", response=list[TypeOut], summary="Ticket types with their workflows")
def types(request: HttpRequest) -> list[TypeOut]:
    """Every type with its statuses and where each of them may lead."""
    found = ticket_types()
    prefetch_related_objects(found, "statuses__phase", "statuses__ways_out__target")
    return [TypeOut.of(type) for type in found]


@router.get("/queues", response=list[QueueOut], summary="Queues")
def queues(request: TokenRequest) -> list[QueueOut]:
    """The queues in which the token's person may see tickets."""
    return [QueueOut.of(queue) for queue in visible_queues(request.user)]


@router.get("/tags", response=list[TagOut], summary="Tags")
def tags(request: HttpRequest) -> list[TagOut]:
    return [TagOut.of(tag) for tag in all_tags()]


@router.get("/users", response=list[ColleagueOut], summary="People who work here")
def users(request: TokenRequest) -> list[ColleagueOut]:
    """Everybody who can be given work: those who have joined and not left; for limited agents their names alone."""
    return [ColleagueOut.told_to(request.user, user) for user in everybody() if user.is_active and user.has_joined]


@router.get("/teams", response=list[TeamOut], summary="Teams")
def teams(request: HttpRequest) -> list[TeamOut]:
    return [TeamOut.of(team) for team in all_teams()]


@router.get("/shops", response=list[ShopOut], summary="Shops")
def shops(request: HttpRequest) -> list[ShopOut]:
    return [ShopOut.of(shop) for shop in all_shops()]
