"""What administrators set up for tickets."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from amends.configured.refusals import Retired, SettingRefused, StillUsed
from amends.configured.things import Thing, Use, register_thing, register_usage
from amends.executions.actions import begin_execution
from amends.journal.actors import Actor
from amends.kit.counting import CAP, capped_count
from amends.kit.refusals import Refused
from amends.kit.translated import say
from amends.tickets.actions.workflow import move_tickets
from amends.tickets.custom import ONLY_FOR_TICKETS, in_vocabulary, types_that_ask
from amends.tickets.models import (
    Branch,
    Category,
    CustomField,
    FieldOption,
    FieldType,
    FirstQueue,
    Phase,
    Queue,
    Status,
    Tag,
    Ticket,
    TicketItem,
    TicketTag,
    TicketType,
)
from amends.tickets.models.categories import DEEPEST
from amends.tickets.models.custom import MOST_SEARCHED
from amends.tickets.steps import ChangeCategory, ChangeQueue


def _keeps_type(type: TicketType) -> Refused | None:
    if type.is_built_in:
        return StillUsed(_now("%(type)s comes with Amends and stays.") % {"type": type.name})
    if type.is_default:
        words = {"type": type.name}
        return StillUsed(_now("%(type)s is chosen beforehand. Have another type chosen first.") % words)
    return None


def _refuse_type(type: TicketType) -> None:
    """Numbers are never given twice, so letters that another type has used are taken for ever."""
    if TicketType.objects.filter(pk=type.pk, prefix=type.prefix).exists():
        return  # they are its own already
    used = Ticket.every.exclude(type=type.pk).filter(number__regex=rf"^{type.prefix}([0-9]{{2}})?-")
    if other := used.select_related("type").order_by().first():
        words = {"type": other.type.name, "number": other.number}
        raise SettingRefused(
            _now("%(type)s has tickets with such numbers: %(number)s. Choose another prefix.") % words,
            field="prefix",
        )


def _keeps_status(status: Status) -> Refused | None:
    if status.type.initial_status_id == status.pk:
        return StillUsed(_now("New tickets begin here. Make another status the first one before you retire it."))
    return None


def _inherit_status(old: Status, new: Status | None, by: Actor) -> None:
    if new is not None:
        move_tickets(old, new, by=by)


def _keeps_phase(phase: Phase) -> Refused | None:
    if phase.statuses.filter(retired_at=None).exists():
        return StillUsed(_now("%(phase)s has statuses. Move them first.") % {"phase": phase.name})
    return None


def hand_over_queue(old: Queue, new: Queue | None, by: Actor) -> None:
    """Open tickets of a retired queue move to the one in its place, and so do the types that begin there.

    The move is an execution, which administrators can follow; a queue with open tickets can't go without another.
    """
    open_ones = Ticket.objects.open().filter(queue=old)
    if new is None:
        if open_ones.exists():
            raise StillUsed(_("It has open tickets. Choose the queue that takes them."), field="replacement")
        TicketType.objects.filter(queue=old).update(queue=None)
        FirstQueue.objects.filter(queue=old).delete()
        return
    TicketType.objects.filter(queue=old).update(queue=new)
    FirstQueue.objects.filter(queue=old).update(queue=new)
    begin_execution([ChangeQueue(queue=new.code)], open_ones, subject="ticket", author=None, by=by)


register_thing(
    Thing(
        "queue",
        Queue,
        one=_("Queue"),
        many=_("Queues"),
        path="queues",
        hint=_("Where tickets wait, and who sees them"),
        icon="stack-2",
        inherit=hand_over_queue,
    )
)
register_thing(
    Thing("tag", Tag, one=_("Tag"), many=_("Tags"), path="tags", hint=_("Labels in two colours"), icon="tag")
)
register_thing(
    Thing(
        "ticket_type",
        TicketType,
        one=_("Ticket type"),
        many=_("Ticket types"),
        icon="ticket",
        keeps=_keeps_type,
        refuse=_refuse_type,
    )
)
register_thing(
    Thing(
        "status",
        Status,
        one=_("Status"),
        many=_("Statuses"),
        icon="route",
        keeps=_keeps_status,
        inherit=_inherit_status,
    )
)
register_thing(Thing("phase", Phase, one=_("Phase"), many=_("Phases"), icon="columns-3", keeps=_keeps_phase))
register_thing(Thing("branch", Branch, one=_("Branch"), many=_("Branches"), icon="map-pin"))


def refuse_field(row: CustomField) -> None:
    """Type and scope stay as they were made; only so many fields are kept ready to search."""
    before = CustomField.objects.filter(pk=row.pk).first() if row.pk else None
    if before is not None and before.type != row.type:
        raise SettingRefused(_("The type stays as it was made. Make another field instead."), field="type")
    if before is not None and before.scope != row.scope:
        raise SettingRefused(
            _("A field stays one of tickets or of products. Make another field instead."), field="scope"
        )
    if row.is_of_product and row.type in ONLY_FOR_TICKETS:
        sentence = _("A product can’t have a field of the type %(type)s. Ask for it once per ticket.")
        raise SettingRefused(say(sentence, type=FieldType(row.type).label), field="type")
    if row.is_searched and row.is_of_product:
        raise SettingRefused(_("Only fields of tickets can be kept ready to search."), field="is_searched")
    if row.is_searched and not row.is_retired:
        others = CustomField.objects.filter(is_searched=True, retired_at=None).exclude(pk=row.pk).count()
        if others >= MOST_SEARCHED:
            sentence = _("At most %(most)d fields can be kept ready to search.")
            raise SettingRefused(say(sentence, most=MOST_SEARCHED), field="is_searched")


register_thing(
    Thing(
        "custom_field",
        CustomField,
        one=_("Custom field"),
        many=_("Custom fields"),
        path="fields",
        hint=_("What you ask of tickets and their products besides"),
        icon="list-details",
        refuse=refuse_field,
    )
)


def refuse_option(row: FieldOption) -> None:
    if not row.field.has_options:
        raise SettingRefused(say(_("Nothing can be chosen in %(field)s."), field=row.field.name), field="field")
    if not row.code.startswith(f"{row.field.code}."):
        raise SettingRefused(_("An option stays with its field."), field="field")


register_thing(
    Thing("field_option", FieldOption, one=_("Option"), many=_("Options"), icon="selector", refuse=refuse_option)
)


def check_category(category: Category) -> None:
    """Not inside itself, not too deep, and not inside a retired one."""
    depth, parent = 1, category.parent
    while parent is not None:
        depth += 1
        if parent.pk == category.pk:
            raise SettingRefused(_("A category can’t be inside itself."), field="parent")
        if depth > DEEPEST:
            words = {"most": DEEPEST}
            raise SettingRefused(_("At most %(most)d categories can be one inside the other.") % words, field="parent")
        parent = parent.parent
    if category.parent is not None and category.parent.is_retired and not category.is_retired:
        raise Retired(category.parent.name, field="parent")


def keep_category(category: Category) -> StillUsed | None:
    inner = category.children.filter(retired_at=None).first()
    if inner is None:
        return None
    return StillUsed(_("“%(name)s” is inside it. Move or retire that first.") % {"name": inner.name})


def hand_over_category(old: Category, new: Category | None, by: Actor) -> None:
    """Open tickets get the category in its place, if there is one; all others keep theirs."""
    if new is not None:
        open_ones = Ticket.objects.open().filter(category=old)
        begin_execution([ChangeCategory(category=new.code)], open_ones, subject="ticket", author=None, by=by)


register_thing(
    Thing(
        "category",
        Category,
        one=_("Category"),
        many=_("Categories"),
        path="categories",
        hint=_("What tickets are about, as a tree"),
        icon="sitemap",
        keeps=keep_category,
        inherit=hand_over_category,
        refuse=check_category,
    )
)


def uses_for_tickets(kind: str, row: Any) -> Iterable[Use]:
    """The tickets that have it, and the types that begin with it."""
    if kind == "queue":
        yield _tickets(_("Open tickets"), Ticket.objects.open().filter(queue=row), ("queue", "is"))
        yield Use(_("Types whose tickets begin here"), TicketType.objects.filter(queue=row, retired_at=None).count())
        yield Use(_("First queue of a shop or a language"), row.first_queues.count())
        yield Use(_("Limited agents"), row.memberships.count())
    elif kind == "category":
        yield _tickets(_("Tickets"), Ticket.objects.filter(category=row), ("category", "is"))
        yield Use(_("Categories inside it"), row.children.count())
    elif kind == "tag":
        yield _tickets(_("Tickets"), TicketTag.objects.filter(tag=row), ("tags", "has_any"))
    elif kind in ("ticket_type", "status"):
        asked = ("type" if kind == "ticket_type" else "status", "is")
        yield _tickets(_("Open tickets"), Ticket.objects.open().filter(**{asked[0]: row}), asked)
        yield _tickets(_("Tickets in all"), Ticket.objects.filter(**{asked[0]: row}), asked)
    elif kind == "custom_field":
        yield Use(_("Forms"), len(types_that_ask(row)))
        yield _having(row)
    elif kind == "field_option":
        yield _tickets_with(row.field, row.code)
    elif kind == "branch":
        for field in CustomField.objects.filter(type=FieldType.BRANCH):
            yield _tickets_with(field, row.code)


def _having(asked: CustomField) -> Use:
    rows = (TicketItem if asked.is_of_product else Ticket).objects.filter(custom__has_key=asked.code)
    return _tickets(_("Tickets"), rows, (in_vocabulary(asked.code), "is_filled"))


def _tickets_with(asked: CustomField, code: str) -> Use:
    value = [code] if asked.type == FieldType.CHOICES else code
    rows = (TicketItem if asked.is_of_product else Ticket).objects.filter(custom__contains={asked.code: value})
    many = asked.is_of_product or asked.type == FieldType.CHOICES
    return _tickets(_("Tickets"), rows, (in_vocabulary(asked.code), "has_any" if many else "is"))


def _tickets(label: Any, rows: Any, asked: tuple[str, str]) -> Use:
    count = capped_count(rows)
    return Use(label, min(count, CAP), asked=("ticket", *asked), capped=count > CAP)


register_usage(uses_for_tickets)
