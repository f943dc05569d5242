"""What every page with a form does: read what was posted, show a refusal at its field, answer 422 when invalid."""

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from amends.kit.refusals import Refused

NO_ADDRESS = {"invalid": _("Write an e-mail address, such as jana@example.com.")}
"""What a field says of what is no e-mail address; Django says it in words that nobody else here uses."""


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: what was posted, be it nothing at all, and None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def show_at_field(form: BaseForm, refused: Refused) -> None:
    """Turn a refusal into an error of the form, at the field it names."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.message))


def status_of(form: BaseForm) -> int:
    """422 for a form that was filled in wrongly (RFC 9110, 15.5.21), else 200."""
    return 422 if form.is_bound and form.errors else 200
