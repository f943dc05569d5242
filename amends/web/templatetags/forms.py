"""Form fields and the summary of what is wrong with them. Built in like parts.py."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from amends.web.templatetags.parts import icon

register = template.Library()

NOTHING = mark_safe("")


@register.simple_tag
def field(
    bound: BoundField, css: str = "", label: Any = "", optional: bool | None = None, *, focus: bool = False
) -> SafeString:
    """A form field with label, help and error, tied together for screen readers. `css` is for the outer element.

    A field that need not be filled says "optional"; `optional=False` leaves the word out. With `focus` it
    has the focus when the page opens, unless something was refused: then the summary has it.
    """
    if focus and not bound.form.errors:
        bound.field.widget.attrs["autofocus"] = True
    widget = bound.field.widget
    label = label or bound.label
    said = format_html("{}{}", label, _optional(bound, optional))
    if isinstance(widget, CheckboxInput):
        return _check(bound, css, label, switch="switch" in widget.attrs.get("class", ""))
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return _choices(bound, css, said)
    base = "form-select" if getattr(widget, "input_type", "") == "select" else "form-control"
    return format_html(
        '<div class="{}"><label class="form-label" for="{}">{}</label>{}{}</div>',
        css,
        bound.id_for_label,
        said,
        _control(bound, base),
        _notes(bound),
    )


def _optional(bound: BoundField, optional: bool | None) -> SafeString:
    if optional is None:
        optional = not bound.field.required
    return format_html(' <span class="opt">{}</span>', _("optional")) if optional else NOTHING


def _check(bound: BoundField, css: str, label: Any, *, switch: bool) -> SafeString:
    return format_html(
        '<div class="{}"><label class="form-check{}">{}<span class="form-check-label">{}</span></label>{}</div>',
        css,
        " form-switch" if switch else "",
        _control(bound, "form-check-input"),
        label,
        _notes(bound),
    )


def _choices(bound: BoundField, css: str, said: SafeString) -> SafeString:
    bound.field.widget.attrs["class"] = "form-check-input"  # each choice is drawn from the widget's own attributes
    choices = format_html_join(
        "",
        '<label class="form-check">{}<span class="form-check-label">{}</span></label>',
        ((choice.tag(), choice.choice_label) for choice in bound.subwidgets),
    )
    return format_html(
        '<fieldset class="am-choices {}"{}><legend class="form-label">{}</legend>{}{}</fieldset>',
        css,
        mark_safe(' aria-invalid="true"') if bound.errors else "",
        said,
        choices,
        _notes(bound),
    )


@register.simple_tag
def swatches(bound: BoundField) -> SafeString:
    """A choice of colours: each a dot that says its name."""
    drawn = format_html_join(
        "",
        '<label class="sw" title="{}"><input type="radio" name="{}" value="{}"{} aria-label="{}">{}</label>',
        (
            (label, bound.html_name, value, " checked" if str(bound.value() or "") == value else "", label, _dot(value))
            for value, label in bound.field.choices  # type: ignore[attr-defined]
        ),
    )
    return format_html(
        '<fieldset class="sws" id="{}" aria-label="{}">{}</fieldset>{}',
        bound.auto_id,
        bound.label,
        drawn,
        _notes(bound),
    )


def _dot(colour: str) -> SafeString:
    if not colour:
        return icon("circle-off")
    return format_html(
        '<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="{}"/></svg>', colour
    )


def _control(bound: BoundField, base: str) -> SafeString:
    # Django sets aria-describedby to its own ids only when as_widget() is given no attribute of that name.
    css = " ".join(filter(None, [base, bound.field.widget.attrs.get("class", "")]))
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    attributes: dict[str, Any] = {}
    if bound.errors:
        described.append(f"{bound.auto_id}_error")
        css += " is-invalid"
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs={"class": css, **attributes})


def _notes(bound: BoundField) -> SafeString:
    """Help and errors, under the ids that the control says it is described by."""
    notes = NOTHING
    if bound.help_text:
        notes = format_html('<span class="form-hint" id="{}_help">{}</span>', bound.auto_id, bound.help_text)
    if bound.errors:
        said = icon("alert-circle", size="sm"), " ".join(str(error) for error in bound.errors)
        notes += format_html('<div class="am-err" id="{}_error">{}<span>{}</span></div>', bound.auto_id, *said)
    return notes


@register.simple_tag
def error_summary(*forms: Any, sentence: Any = "", rows: Sequence[Any] = (), more: Sequence[Any] = ()) -> SafeString:
    """What must change before this can be saved: links to the fields, where it stands what is wrong, and what
    concerns no single field. Nothing when all is well. `rows` are rows of a table with a `problem`, by `key`; `more`
    are forms whose number is not known.
    """
    wrong = [form for form in (*forms, *more) if form is not None and form.errors]
    if not wrong and not rows:
        return NOTHING
    problems = [
        (f"#{bound.id_for_label or bound.auto_id}", bound.label)
        for form in wrong
        for bound in form.visible_fields()
        if bound.errors
    ]
    problems += [(f"#{row.key}-quantity", row.name) for row in rows]
    general = [error for form in wrong for error in form.non_field_errors()]
    general += [error for form in wrong for bound in form.hidden_fields() for error in bound.errors]
    context = {
        "problems": problems,
        "general": general,
        "sentence": sentence,
        "count": len(problems) + len(general),
    }
    return mark_safe(render_to_string("parts/error_summary.html", context))  # noqa: S308 - a template
