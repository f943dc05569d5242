"""The parts pages are made of. docs/developers/front-end.md shows each; /_parts draws them all.

These tags are built in: templates need no {% load %}.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.kit.markup import markup
from amends.kit.translated import pick
from amends.web import toasts

register = template.Library()

# --- The frame ---------------------------------------------------------------------------------------------------

LOGO = (
    '<svg class="am-mark" viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M16.8 5.2A8 8 0 1 0 18 10" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>'
    '<path d="m13.2 9.6 5.6-5.6" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>'
    '<circle cx="10" cy="10" r="2.1" fill="currentColor"/></svg>'
)


@register.simple_tag
def logo() -> SafeString:
    return mark_safe(LOGO)  # noqa: S308 - a constant


@register.simple_tag(takes_context=True)
def frame_part(context: template.Context, name: str) -> SafeString:
    """A part of the frame that is the same for everybody: amends/web/shell/parts.py."""
    drawn: SafeString = context["shell"].draw(name)
    return drawn


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> SafeString | str:
    """The content of a block once more: a page names itself once, the shell says it in three places."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    if block is None:
        return ""
    return mark_safe(block.nodelist.render(context).strip())  # noqa: S308 - the block was escaped when it was drawn


# --- Icons and marks ------------------------------------------------------------------------------------------------

TURNS = {
    "ours": (
        gettext_lazy("our turn"),
        '<circle cx="7" cy="7" r="6" fill="{0}"/>',
    ),
    "theirs": (
        gettext_lazy("customer’s turn"),
        '<circle cx="7" cy="7" r="5.2" fill="none" stroke="{0}" stroke-width="1.6"/>'
        '<path d="M7 1.8a5.2 5.2 0 0 0 0 10.4z" fill="{0}"/>',
    ),
    "third": (
        gettext_lazy("third party’s turn"),
        '<circle cx="7" cy="7" r="5.2" fill="none" stroke="{0}" stroke-width="1.7" stroke-dasharray="2.7 1.4"/>',
    ),
    "closed": (
        gettext_lazy("closed"),
        '<path d="M2 7.4 5.4 10.8 12 3.6" fill="none" stroke="{0}" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round"/>',
    ),
}
"""Whose turn a status says it is: its name for readers and its shape (look.md, section 4)."""

TURN_WORDS = {"customer": "theirs", "us": "ours", "third_party": "third", "done": "closed"}
"""Other words for the four turns that models use."""


@register.simple_tag
def icon(name: str, size: str = "", label: Any = "") -> SafeString:
    """An icon of frontend/icons.txt. Without `label` it is decoration; `size="sm"` is the smaller one."""
    css = "icon icon-sm" if size == "sm" else "icon"
    if label:
        href = f"{_sprite()}#{name}"
        return markup('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return _decoration(name, css)


@cache
def _decoration(name: str, css: str) -> SafeString:
    return markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), name)


@cache
def _sprite() -> str:
    return static("icons.svg")


@register.simple_tag
def status(value: Any = None, *, label: Any = "", turn: str = "", colour: str = "") -> SafeString:
    """A status with its mark. Give the status itself, or `label` and `turn` (ours, theirs, third, closed).

    The shape tells the turn; an own `colour` colours the mark only, so that any choice stays legible.
    """
    text = label or name_of(value)
    turn = turn or str(getattr(value, "turn", "") or "ours")
    turn = TURN_WORDS.get(turn, turn)
    said, shape = TURNS.get(turn, TURNS["ours"])
    paint = markup("{}", colour or getattr(value, "colour", "") or "currentColor")
    drawing = mark_safe(shape.format(paint))  # noqa: S308 - a constant with one escaped colour
    return markup(
        '<span class="st {}"><svg viewBox="0 0 14 14" role="img" aria-label="{}">{}</svg><span>{}</span></span>',
        turn,
        said,
        drawing,
        text,
    )


@register.simple_tag
def tag(value: Any = None, *, label: Any = "", colour: str = "") -> SafeString:
    """A tag: text on a quiet ground, its own colour as a dot."""
    return markup('<span class="tag">{}{}</span>', dot(value, colour), label or name_of(value))


def dot(value: Any, colour: str = "") -> SafeString:
    """The colour of a thing as a dot, its second one as the rim; nothing without a colour."""
    paint, rim = colour or getattr(value, "colour", ""), getattr(value, "second_colour", "")
    if not paint:
        return mark_safe("")
    if rim:
        drawn = '<circle cx="4" cy="4" r="3" fill="{}" stroke="{}" stroke-width="2"/>'
        return markup('<svg viewBox="0 0 8 8" aria-hidden="true">' + drawn + "</svg>", paint, rim)
    return markup('<svg viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill="{}"/></svg>', paint)


@register.simple_tag
def thing_mark(value: Any, name: str) -> SafeString:
    """What stands before a configured thing in a list: its colour, else the icon of its kind."""
    return dot(value) or icon(name)


@register.filter
def name_of(value: Any) -> str:
    """The name of a configured thing in the reader's language, of a person, or the text itself."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return pick(value)
    names = getattr(value, "names", None)
    if isinstance(names, Mapping):
        return pick(names)
    return str(getattr(value, "name", None) or value)


# --- People ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def avatar(person: Any = None, *, customer: bool = False, size: str = "") -> SafeString:
    """Initials in a disc: petrol is us, violet (`customer=True`) the customer, an empty ring nobody."""
    css = " ".join(part for part in ("av", "c" if customer else "", "" if person else "none", size) if part)
    return markup('<span class="{}" aria-hidden="true">{}</span>', css, initials(person))


@register.simple_tag
def who(person: Any = None, *, customer: bool = False, nobody: Any = "") -> SafeString:
    """Avatar and name; `nobody` is said where there is no person."""
    said = name_of(person) if person else (nobody or _("Nobody"))
    css = "who" if person else "who ink-3"
    return markup('<span class="{}">{}<span>{}</span></span>', css, avatar(person, customer=customer), said)


@register.filter
def initials(person: Any) -> str:
    """Up to two letters: "Petra Malá" is PM."""
    if not person:
        return ""
    given = getattr(person, "initials", "")
    if given:
        return str(given)
    words = [word for word in name_of(person).split() if word[:1].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


# --- Lists ----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def sort_head(context: template.Context, name: str, label: Any, css: str = "") -> SafeString:
    """A table head that sorts: `?sort=name`, again `?sort=-name`. The view gives `sort`, the order in force."""
    request = context["request"]
    current = str(context.get("sort") or request.GET.get("sort", ""))
    direction = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    query = request.GET.copy()
    for stale in ("after", "before"):
        query.pop(stale, None)
    query["sort"] = f"-{name}" if direction == "ascending" else name
    arrow: SafeString | str = ""
    if direction:
        arrow = icon("arrow-up" if direction == "ascending" else "arrow-down", size="sm")
    return markup(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        markup(' class="{}"', css) if css else "",
        markup(' aria-sort="{}"', direction) if direction else "",
        query.urlencode(),
        label,
        arrow,
    )


@register.inclusion_tag("parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Any, summary: Any = "") -> dict[str, Any]:
    """Earlier and Later of a keyset page (`page.earlier`, `page.later` are cursors or empty)."""
    return {
        "summary": summary,
        "earlier": _cursor_url(context, "before", getattr(page, "earlier", None)),
        "later": _cursor_url(context, "after", getattr(page, "later", None)),
    }


def _cursor_url(context: template.Context, name: str, cursor: Any) -> str:
    if not cursor:
        return ""
    query = context["request"].GET.copy()
    for stale in ("after", "before"):
        query.pop(stale, None)
    query[name] = str(cursor)
    return f"?{query.urlencode()}"


@register.simple_tag
def attributes(pairs: Mapping[str, Any] | None) -> SafeString:
    """HTML attributes from a mapping; a false value is left out, True is a bare attribute."""
    shown = [(name, value) for name, value in (pairs or {}).items() if value not in (None, False, "")]
    return format_html_join("", ' {}="{}"', [(name, "" if value is True else value) for name, value in shown])


# --- Things that open -----------------------------------------------------------------------------------------------


@register.simple_block_tag
def menu(
    content: str,
    label: Any = "",
    icon_name: str = "",
    css: str = "",
    button: str = "btn btn-bare",
    named: Any = "",
    key: str = "",
) -> SafeString:
    """A menu that opens without script. `label` is its text, or with only an icon its name given as `named`."""
    face = markup("{}{}", icon(icon_name) if icon_name else "", label)
    name = markup(' aria-label="{0}" title="{0}"', named) if named else ""
    obeys = markup(' data-key="{}"', key) if key else ""
    return markup(
        '<details class="menu {}"><summary class="{}"{}{}>{}</summary><div class="dropdown-menu">{}</div></details>',
        css,
        button,
        name,
        obeys,
        face,
        content,
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: Any, css: str = "") -> SafeString:
    """A dialog, opened by any element with `data-opens="id"`, or by a link to `#id` without script."""
    return markup(
        '<dialog class="modal-box {}" id="{}" aria-labelledby="{}-title"><div class="mh">'
        '<h2 id="{}-title" class="fs-lead">{}</h2>'
        '<button class="btn btn-bare btn-sm btn-icon push" type="button" data-closes aria-label="{}" title="{}">{}'
        "</button></div>{}</dialog>",
        css,
        id,
        id,
        id,
        title,
        _("Close"),
        _("Close"),
        icon("x"),
        content,
    )


@register.simple_tag(takes_context=True)
def toast_messages(context: template.Context) -> SafeString | str:
    """The notices waiting for this reader, read and thereby gone."""
    waiting = [{"text": message.message, "level": message.level, **toasts.details(message)}
               for message in context.get("messages") or ()]  # fmt: skip
    if not waiting:
        return ""
    shown = {"toasts": waiting, "csrf_token": context.get("csrf_token")}
    return mark_safe(render_to_string("parts/toasts.html", shown))  # noqa: S308 - a template
