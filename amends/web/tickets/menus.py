"""What a property of a ticket is: a value, the menu under it, and the change that the menu sends.

Drawn here from plain values: the menus name every person and status, and stand on every ticket.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from amends.journal.actors import Actor
from amends.kit.markup import joined, markup
from amends.kit.outcomes import Outcome
from amends.kit.refusals import Refused
from amends.people.models import User
from amends.tickets.meanwhile import stamp
from amends.tickets.models import Tag, Ticket
from amends.vocabulary.changing import changeable
from amends.vocabulary.fields import follow
from amends.web.guards import SignedInRequest
from amends.web.templatetags.parts import icon
from amends.web.tickets.in_place import set_one, tell

Text = str | Promise
Html = SafeString | str
NONE: Html = mark_safe("")
DIVIDER = mark_safe('<div class="dropdown-divider"></div>')


@dataclass(frozen=True)
class Scene:
    """One ticket before one reader. `csrf` is the hidden input of forms, `tags` what the ticket wears."""

    ticket: Ticket
    reader: User
    csrf: SafeString
    tags: list[Tag]

    def form(self, address: str, *inner: Html, css: str = "") -> SafeString:
        return markup(
            '<form{3} method="post" action="{0}" hx-post="{0}">{1}{2}</form>',
            address,
            self.csrf,
            together(inner),
            markup(' class="{}"', css) if css else NONE,
        )


def together(pieces: Iterable[Html]) -> SafeString:
    return joined(pieces)


class Property:
    """Shown with its name above it; the menu's form sends `control` to `tickets:<code>`."""

    code: ClassVar[str]
    field: ClassVar[str] = ""
    """The code of the field it shows, where that differs."""
    control: ClassVar[str]
    label: ClassVar[Text]
    title: ClassVar[Text] = ""
    key: ClassVar[str] = ""
    menu_css: ClassVar[str] = "dropdown-menu"

    def shown(self, ticket: Ticket) -> Html:
        raise NotImplementedError

    def menu(self, scene: Scene) -> Html:
        raise NotImplementedError

    def change(self, request: SignedInRequest, ticket: Ticket, by: Actor) -> None:
        """Do what the menu sent, and say so. Raises Refused, also for what the menu doesn't offer."""
        raw, code = self.wanted(request), self.field or self.code
        outcome = set_one(request.user, ticket, code, raw, by=by, seen=request.POST.get("seen"))
        tell(request, ticket, code, raw, outcome, by=by, said=self.done(ticket, raw, outcome))

    def done(self, ticket: Ticket, raw: str, outcome: Outcome) -> str:
        """What is said of the change, where that is more than that there was one."""
        return ""

    def wanted(self, request: SignedInRequest) -> str:
        """The value that the menu sent. Raises Refused."""
        raise NotImplementedError

    def seen(self, ticket: Ticket) -> SafeString:
        """What its form says that one has looked at."""
        field = changeable("ticket", self.field or self.code)
        return markup('<input type="hidden" name="seen" value="{}">', stamp(follow(ticket, field.column)))

    def draw(self, scene: Scene) -> SafeString:
        return markup(
            '<div class="prop"><span class="k">{0}</span><details class="menu"><summary class="v" id="change-{7}"'
            '{1} title="{2}">'
            '<span class="visually-hidden">{0}: </span>{3}{4}</summary><div class="{5}">{6}</div></details></div>',
            self.label,
            markup(' data-key="{}"', self.key) if self.key else NONE,
            self.title,
            self.shown(scene.ticket),
            icon("chevron-down", size="sm"),
            self.menu_css,
            self.menu(scene),
            self.field or self.code,
        )

    def address(self, ticket: Ticket) -> str:
        return reverse(f"tickets:{self.code}", args=[ticket.number])

    def choice(self, value: object, face: Html, *, is_current: bool = False) -> SafeString:
        return markup(
            '<button class="dropdown-item" type="submit" name="{}" value="{}"{}>{}</button>',
            self.control,
            value,
            mark_safe(' aria-current="true"') if is_current else NONE,
            face,
        )

    def refuse(self, sentence: Text) -> Refused:
        return Refused(sentence, field=self.control)
