"""A refusal in a form: the sentence stands at the field it names."""

from django.forms import BaseForm

from amends.kit.refusals import Refused


def show_at_field(form: BaseForm, refused: Refused) -> None:
    """Turn a refusal into an error of the form, which is then answered with 422."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.message))
