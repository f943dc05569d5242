"""The controls of forms, written in Python: Django renders a template for each option of each select.

The markup is Django's own; test_controls holds the two equal. Whatever is not among CONTROLS is left to Django.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
PLACE = "django/forms/widgets/"


class Controls(DjangoTemplates):
    """The FORM_RENDERER of the settings."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = CONTROLS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def attributes(given: Mapping[str, Any]) -> str:
    """HTML attributes: True is a bare one, False none."""
    return "".join(
        f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )


def _input(widget: Widget) -> SafeString:
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<input type="{escape(widget["type"])}" name="{escape(widget["name"])}"{value}{attributes(widget["attrs"])}>'
    )


def _textarea(widget: Widget) -> SafeString:
    text = conditional_escape(widget["value"]) if widget["value"] else ""
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<textarea name="{escape(widget["name"])}"{attributes(widget["attrs"])}>\n{text}</textarea>'
    )


def _select(widget: Widget) -> SafeString:
    lines = [f'<select name="{escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        written = [f"  {_option(option)}" for option in options]
        lines += [f'  <optgroup label="{conditional_escape(group)}">', *written, "  </optgroup>"] if group else written
    return mark_safe("\n".join([*lines, "</select>"]))  # noqa: S308 - every part is escaped


def _option(option: Widget) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{attributes(option["attrs"])}>{label}</option>'


CONTROLS: dict[str, Callable[[Widget], SafeString]] = {
    **{
        f"{PLACE}{name}.html": _input
        for name in ("input", "text", "number", "email", "password", "hidden", "date", "time", "checkbox", "file")
    },
    f"{PLACE}textarea.html": _textarea,
    f"{PLACE}select.html": _select,
}
