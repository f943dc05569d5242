"""Bringing in orders from files."""

from datetime import datetime
from typing import Annotated, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from ninja import File, Query, Router, Status, UploadedFile
from pydantic import BaseModel, Field

from amends.api.text import Id
from amends.api.tokens import WRITE, TokenRequest, actor_of
from amends.orders.access import get_import_for, get_shop_for, may_import_orders
from amends.orders.actions.imports import begin_import
from amends.orders.models import ImportProblem, OrderImport

router = Router(tags=["Orders"])

MOST_PROBLEMS = 1000


class ImportOut(BaseModel):
    """How far an import is, or how it ended."""

    id: int
    shop: str
    format: str = Field(description="xml or csv")
    file_name: str
    state: str = Field(description="waiting, reading, applying, finished or failed")
    is_over: bool
    percent: int | None = Field(description="0 to 100; null while that cannot be known")
    orders_read: int
    created: int
    changed: int
    unchanged: int
    bad: int = Field(description="Orders that were left out; see its problems")
    failure: str = Field(description="Why nothing was imported; empty otherwise")
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, made: OrderImport) -> "ImportOut":
        taken = set(ImportOut.model_fields) - {"shop", "failure"}
        plain = {name: getattr(made, name) for name in taken}
        return cls(shop=made.shop.code, failure=str(made.failure_sentence), **plain)


class ImportProblemOut(BaseModel):
    line: int
    order: str
    reason: str = Field(description="Stable code")
    sentence: str = Field(description="What is wrong, in the language of the request")

    @classmethod
    def of(cls, problem: ImportProblem) -> "ImportProblemOut":
        return cls(line=problem.line, order=problem.order_code, reason=problem.reason, sentence=str(problem.sentence))


@router.post("/shops/{shop}/imports", response={202: ImportOut}, auth=WRITE, summary="Import orders from a file")
def create_import(
    request: TokenRequest,
    response: HttpResponse,
    shop: str,
    file: File[UploadedFile],
    format: Annotated[Literal["xml", "csv"], Query(description="The format of the file")] = "xml",
) -> Status[ImportOut]:
    """Takes the file and imports it in the background; ask at `Location` how far it is. For managers.

    An order is known by shop and code: sent again it is updated, never doubled. Bad rows are reported while the rest
    goes in; a file that cannot be read leaves all orders as they were.
    """
    _importers_only(request)
    to = get_shop_for(request.user, shop)
    made = begin_import(file, format=format, shop=to, by=actor_of(request), user=request.user)
    response["Location"] = f"/api/v1/imports/{made.pk}"
    return Status(202, ImportOut.of(made))


@router.get("/imports/{int:import_id}", response=ImportOut, summary="One import")
def get_import(request: TokenRequest, import_id: Id) -> ImportOut:
    return ImportOut.of(_found(request, import_id))


@router.get(
    "/imports/{int:import_id}/problems", response=list[ImportProblemOut], summary="What an import left out, and why"
)
def list_problems(request: TokenRequest, import_id: Id) -> list[ImportProblemOut]:
    """By line, at most a thousand."""
    problems = _found(request, import_id).problems.order_by("line", "id")[:MOST_PROBLEMS]
    return [ImportProblemOut.of(problem) for problem in problems]


def _found(request: TokenRequest, import_id: int) -> OrderImport:
    _importers_only(request)
    return get_import_for(request.user, import_id)


def _importers_only(request: TokenRequest) -> None:
    if not may_import_orders(request.user):
        raise PermissionDenied
