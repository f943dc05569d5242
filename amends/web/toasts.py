"""Short notices after a change, with Undo where undo exists: `toast(request, _("Activity deleted"), undo=url)`.

They travel as Django messages, so they survive a redirect and work without JavaScript. `undo` is an address that
takes a POST; `link` an address to look at.
"""

import json

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise


def toast(
    request: HttpRequest,
    text: Text,
    *,
    icon: str = "check",
    undo: str = "",
    link: str = "",
    link_label: Text = "",
    level: int = messages.SUCCESS,
) -> None:
    """Tell the reader that something happened."""
    more = {"icon": icon, "undo": undo, "link": link, "link_label": str(link_label)}
    messages.add_message(request, level, str(text), extra_tags=json.dumps({k: v for k, v in more.items() if v}))


def toast_error(request: HttpRequest, text: Text, *, link: str = "") -> None:
    """Tell the reader that something did not happen, and why; `link` shows more of it."""
    toast(request, text, icon="alert-circle", link=link, level=messages.ERROR)


def details(message: Message) -> dict[str, str]:
    """Icon and addresses of a message; plain Django messages have only an icon by their level."""
    icon = "alert-circle" if message.level >= messages.WARNING else "check"
    try:
        more = json.loads(message.extra_tags or "{}")
    except ValueError:
        more = {}
    return {"icon": icon, **more}
