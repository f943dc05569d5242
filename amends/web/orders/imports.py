"""Settings: shops, uploading a file of orders, how imports go and what they left out."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amends.journal.actors import Actor
from amends.kit.pages import page
from amends.kit.paging import keyset
from amends.kit.refusals import Refused
from amends.orders.access import get_import_for, visible_imports
from amends.orders.actions.imports import begin_import
from amends.orders.models import OrderImport
from amends.orders.queries import problems_of, supplies
from amends.web.filled import posted, show_at_field, status_of
from amends.web.guards import SignedInRequest, managers
from amends.web.orders.forms import ImportForm
from amends.web.spreadsheets import as_file, csv_lines
from amends.web.toasts import toast

IMPORTS = 30
PROBLEMS = 100


@require_http_methods(["GET", "HEAD", "POST"])
@managers
def index(request: SignedInRequest) -> HttpResponse:
    """Shops with their last imports, the form that begins one, and the imports there were."""
    user = request.user
    form = ImportForm(posted(request), request.FILES or None, initial={"shop": request.GET.get("shop")})
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_import(
                form.cleaned_data["file"],
                format=form.file_format,
                shop=form.cleaned_data["shop"],
                by=Actor.person(user),
                user=user,
            )
        except Refused as refused:
            show_at_field(form, refused)
        else:
            toast(request, _("The file was taken in"), icon="database-import")
            return redirect("orders:import", begun.pk)
    shown = keyset(
        visible_imports(user),
        order=("-id",),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=IMPORTS,
    )
    context = {"title": _("Orders and shops"), "form": form, "supplies": supplies(), "page": shown}
    return page(request, "orders/imports.html", context, status=status_of(form))


@require_safe
@managers
def order_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """One import. While it runs the part `_state.html` asks for itself every second."""
    found = get_import_for(request.user, pk)
    shown = keyset(
        problems_of(found),
        order=("line", "id"),
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=PROBLEMS,
    )
    return page(request, "orders/import.html", {"title": found.file_name, "import": found, "page": shown})


@require_safe
@managers
def problems_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """Everything that an import left out, as a table to mend the file by."""
    found = get_import_for(request.user, pk)
    return as_file(f"problems-{found.pk}.csv", _problem_lines(found), request.user)


def _problem_lines(found: OrderImport) -> Iterator[str]:
    problems = problems_of(found).order_by("line", "id").iterator()
    rows = ([problem.line, problem.order_code, problem.sentence] for problem in problems)
    return csv_lines([_("Line"), _("Order"), _("What is wrong")], rows)
