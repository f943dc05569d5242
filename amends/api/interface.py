"""The REST interface: which routers it has, how it lets people in and how it says no."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from amends.api import problems
from amends.api.bodies import BodyRefused, BoundedParser
from amends.api.routers import (
    activities,
    configured,
    contacts,
    custom_fields,
    files,
    first_queues,
    imports,
    legal_periods,
    orders,
    rules,
    ticket_changes,
    ticket_copies,
    ticket_deletion,
    ticket_links,
    ticket_merging,
    tickets,
    types,
    vocabulary,
)
from amends.api.schema import complete
from amends.api.tokens import READ, MissingScope
from amends.kit.refusals import NotThere, Refused
from amends.tickets.access import LeadsOn

DESCRIPTION = """\
Everything that can be done with tickets, activities, orders and rules on the pages of Amends, for programs.

Send the header `Authorization: Bearer amends_...` with a token made under Profile > API tokens. A token sees and may do
what its person sees and may do, within its scopes: **read**, **write**, **manage**. Answers are in the language of
`Accept-Language` (en, cs, pl), else in that of the token's person. Moments carry their offset from UTC.

Lists come in pages: give `next` of one page as `after` of the next. Errors are problem documents (RFC 9457) with a
stable `code` and a sentence in `detail`. Unknown members of what you send are refused.
"""


class Interface(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description with the problems that every operation can answer."""
        return complete(super().get_openapi_schema(**options))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the view: generated clients call it, so it does not change when code moves to another file."""
        return operation.view_func.__name__


api = Interface(title="Amends", version="1", description=DESCRIPTION, auth=READ, docs_url=None, parser=BoundedParser())
api.add_router("", configured.router)
api.add_router("", custom_fields.router)
api.add_router("", types.router)
api.add_router("/tickets", tickets.router)
api.add_router("/tickets", ticket_changes.router)
api.add_router("/tickets", ticket_links.router)
api.add_router("/tickets", ticket_copies.router)
api.add_router("", ticket_deletion.router)
api.add_router("/tickets", ticket_merging.router)
api.add_router("/tickets", activities.of_ticket)
api.add_router("/activities", activities.router)
api.add_router("/contacts", contacts.router)
api.add_router("/orders", orders.router)
api.add_router("", imports.router)
api.add_router("/files", files.router)
api.add_router("/first-queues", first_queues.router)
api.add_router("/legal-periods", legal_periods.router)
api.add_router("/rules", rules.router)
api.add_router("", vocabulary.router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problems.of_refusal(refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.of_validation(error.errors)


@api.exception_handler(LeadsOn)
def leads_on(request: HttpRequest, found: LeadsOn) -> HttpResponse:
    """A ticket that was merged: reading goes on at the other one, changing is refused."""
    said = _("This ticket was merged into %(number)s.") % {"number": found.number}
    merged = str((request.resolver_match.kwargs if request.resolver_match else {}).get("number", ""))
    if request.method not in {"GET", "HEAD"} or not merged:
        return problems.problem(409, said, code="ticket_merged")
    response = problems.problem(307, said, code="ticket_merged")
    response["Location"] = request.get_full_path().replace(f"/{merged}", f"/{found.number}", 1)
    return response


@api.exception_handler(NotThere)
@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.problem(404, _("There is nothing here, or nothing that you may see."))


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problems.problem(403, _("Your role does not allow this. Ask an administrator."))


@api.exception_handler(MissingScope)
def missing_scope(request: HttpRequest, error: MissingScope) -> HttpResponse:
    detail = _("The token lacks the scope “%(scope)s”. Make one that has it.") % {"scope": error.scope}
    challenge = f'Bearer realm="amends", error="insufficient_scope", scope="{error.scope}"'
    return problems.problem(403, detail, code="insufficient_scope", headers={"WWW-Authenticate": challenge})


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Send a valid API token in the header “Authorization: Bearer …”. Tokens are made in your profile.")
    return problems.problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="amends"'})


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.problem(413, _("The request is too big."))


@api.exception_handler(HttpError)
def other(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, BodyRefused):
        return problems.problem(error.status_code, str(error.__cause__), code=error.__cause__.code)
    return problems.problem(error.status_code, str(error))
