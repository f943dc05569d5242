"""Fill in what a shop asks besides (R65), and arrange the forms on which it is asked (R67)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Func, JSONField, Value
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from amends.configured.actions import make_configured
from amends.configured.models import check_words
from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor, By, authors
from amends.journal.recording import record, record_many
from amends.kit.outcomes import Outcome, Outcomes
from amends.kit.refusals import MovedOn, Refused
from amends.kit.translated import pick, say
from amends.tickets.actions.sets import ANY, TICKETS, about, lock_here
from amends.tickets.catalogue import custom
from amends.tickets.custom import CustomRefused, names_of, not_asked, plain_text
from amends.tickets.events import FormArranged, TicketCustomFieldChanged, TicketProductFieldChanged
from amends.tickets.models import (
    CustomField,
    FieldOption,
    FieldPlacement,
    FormSection,
    Scope,
    Ticket,
    TicketFile,
    TicketItem,
    TicketType,
)
from amends.tickets.models.custom import MOST_PLACED


class _Put(Func):
    """The values with one more or another."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = JSONField()


class _Take(Func):
    """The values without one."""

    template = "(%(expressions)s::text)"
    arg_joiner = " - "
    output_field = JSONField()


def _with(code: str, kept: Any) -> Func:
    return _Take(F("custom"), Value(code)) if kept is None else _Put(F("custom"), Value({code: kept}, JSONField()))


def change_custom_of_many(ids: Iterable[int], *, asked: CustomField, to: Any, by: By, seen: Any = ANY) -> Outcomes:
    """Give a custom field the value `to`, as `check_value` made it; None empties it.

    Only tickets of types that ask for the field get a value. Tickets whose value is not `seen` any more are refused;
    who knows what they had before puts it back, even if that was nothing and the form now requires something.
    """
    return TICKETS.each(ids, lambda tickets: _change(tickets, asked, to, by, seen))


def change_custom(ticket: Ticket, *, asked: CustomField, to: Any, by: Actor) -> Ticket:
    return TICKETS.one(ticket, lambda tickets: _change(tickets, asked, to, by, ANY))


def _change(tickets: Sequence[Ticket], asked: CustomField, to: Any, by: By, seen: Any) -> Outcomes:
    outcomes: Outcomes = {}
    changing = []
    for ticket in tickets:
        now = ticket.custom.get(asked.code)
        if now == to:
            outcomes[ticket.pk] = Outcome.skipped(_("It has this value already."))
        elif seen is not ANY and now != seen:
            outcomes[ticket.pk] = Outcome.refused(MovedOn())
        elif refusal := _refusal(ticket.type, asked, to, is_undone=seen is not ANY):
            outcomes[ticket.pk] = Outcome.refused(refusal)
        else:
            outcomes[ticket.pk] = Outcome.done(now)
            changing.append(ticket)
    if changing:
        _write(changing, asked, to, by)
    return outcomes


def _refusal(type: TicketType, asked: CustomField, to: Any, *, is_undone: bool) -> Refused | None:
    if is_undone:
        return None
    if to is not None and (asked.is_retired or not custom().is_asked(type, asked.code)):
        return CustomRefused(not_asked(asked.code, type), field=asked.code)  # type: ignore[arg-type]
    placed = custom().placed(type).get(asked.code)
    if to is None and placed is not None and placed.is_required:
        return CustomRefused(say(_("%(field)s: this has to be filled in."), field=placed.label), field=asked.code)
    return None


def _write(tickets: Sequence[Ticket], asked: CustomField, to: Any, by: By) -> None:
    each, now = authors(by), timezone.now()
    facts = [(_fact(asked, one.custom.get(asked.code), to), about(one), each.of(one.pk)) for one in tickets]
    for ticket in tickets:
        rest = {code: kept for code, kept in ticket.custom.items() if code != asked.code}
        ticket.custom = rest if to is None else {**rest, asked.code: to}
        ticket.updated_at = now
    ids = [ticket.pk for ticket in tickets]
    Ticket.objects.filter(pk__in=ids).update(custom=_with(asked.code, to), updated_at=now)
    if isinstance(to, dict):
        kept = [TicketFile(ticket_id=pk, file_id=UUID(to["file"])) for pk in ids]
        TicketFile.objects.bulk_create(kept, ignore_conflicts=True)
    record_many(facts)


def _fact(asked: CustomField, old: Any, new: Any) -> TicketCustomFieldChanged:
    return TicketCustomFieldChanged(
        field=asked.code,
        field_names=asked.names,
        old=plain_text(old),
        new=plain_text(new),
        value_names=names_of(asked, old, new),
    )


@transaction.atomic
def change_item_custom(item: TicketItem, *, asked: CustomField, to: Any, by: Actor) -> TicketItem:
    """Give a custom field of a product on a ticket the value `to`. Raises CustomRefused."""
    lock_here(item.ticket_id)
    item = TicketItem.objects.select_related("ticket__type").get(pk=item.pk)
    old = item.custom.get(asked.code)
    if old == to:
        return item
    if refusal := _refusal(item.ticket.type, asked, to, is_undone=False):
        raise refusal
    item.custom = {code: kept for code, kept in item.custom.items() if code != asked.code}
    if to is not None:
        item.custom[asked.code] = to
    item.save(update_fields=["custom"])
    Ticket.objects.filter(pk=item.ticket_id).update(updated_at=timezone.now())
    fact = TicketProductFieldChanged(
        field=asked.code,
        field_names=asked.names,
        product=item.name,
        old=plain_text(old),
        new=plain_text(to),
        value_names=names_of(asked, old, to),
    )
    record(fact, by=by, **about(item.ticket))
    return item


@transaction.atomic
def make_option(asked: CustomField, names: Mapping[str, str], *, by: Actor, code: str = "") -> FieldOption:
    """One more thing to choose in a field. `code` is the part behind the field's. Raises SettingRefused."""
    CustomField.objects.select_for_update().get(pk=asked.pk)
    stem = code or slugify(names.get("en") or pick(names)).replace("-", "_")[:30] or "option"
    taken = set(FieldOption.objects.filter(field=asked).values_list("code", flat=True))
    free = (f"{asked.code}.{stem}{'' if n == 1 else f'_{n}'}" for n in count(1))
    chosen = f"{asked.code}.{code}" if code else next(one for one in free if one not in taken)
    return make_configured(FieldOption, {"names": dict(names), "field": asked}, by=by, code=chosen)


# --- Forms ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlacedDraft:
    """A field on a form that is being arranged, by its code."""

    code: str
    is_required: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SectionDraft:
    placed: Sequence[PlacedDraft] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    scope: str = Scope.TICKET


Layout = list[dict[str, Any]]


def layout_of(type: TicketType, reader: str) -> Layout:
    """A form as it stands, as JSON: what the history of settings keeps, and what an editor has seen."""
    sections = FormSection.objects.filter(type=type, reader=reader).prefetch_related("placements__field")
    return [
        {
            "names": section.names,
            "scope": section.scope,
            "fields": [
                {"field": one.field.code, "required": one.is_required, "names": one.names}
                for one in section.placements.all()
                if not one.field.is_retired
            ],
        }
        for section in sections
    ]


def drafts_of(layout: Layout) -> list[SectionDraft]:
    """A form as JSON, to be arranged so."""
    return [
        SectionDraft(
            names=section["names"],
            scope=section["scope"],
            placed=[PlacedDraft(one["field"], one["required"], one["names"]) for one in section["fields"]],
        )
        for section in layout
    ]


@transaction.atomic
def arrange_form(
    type: TicketType, reader: str, sections: Sequence[SectionDraft], *, by: Actor, seen: Layout | None = None
) -> None:
    """Make the form of a type what is given. Raises SettingRefused; `seen` is what the editor had before them."""
    TicketType.objects.select_for_update().get(pk=type.pk)
    old = layout_of(type, reader)
    if seen is not None and seen != old:
        raise SettingRefused(_("Somebody else has changed this since you opened the page."), field="form")
    fields = {one.code: one for one in CustomField.objects.all()}
    _check_form(sections, fields, {one["field"] for section in old for one in section["fields"]})
    new: Layout = [
        {
            "names": _tidy(section.names),
            "scope": section.scope,
            "fields": [
                {"field": one.code, "required": one.is_required, "names": _tidy(one.names)} for one in section.placed
            ],
        }
        for section in sections
    ]
    if new == old:
        return
    FormSection.objects.filter(type=type, reader=reader).delete()
    for place, made in enumerate(new):
        section = FormSection.objects.create(
            type=type, reader=reader, names=made["names"], scope=made["scope"], position=place
        )
        FieldPlacement.objects.bulk_create(
            FieldPlacement(
                section=section,
                field=fields[one["field"]],
                is_required=one["required"],
                names=one["names"],
                position=position,
            )
            for position, one in enumerate(made["fields"])
        )
    record(
        FormArranged(type=type.code, type_names=type.names, reader=reader, old=old, new=new), by=by, ticket_type=type
    )


def _tidy(names: Mapping[str, str]) -> dict[str, str]:
    return {language: name.strip() for language, name in names.items() if name.strip()}


def _check_form(sections: Sequence[SectionDraft], fields: Mapping[str, CustomField], before: set[str]) -> None:
    codes = [one.code for section in sections for one in section.placed]
    if len(codes) > MOST_PLACED or len(sections) > MOST_PLACED:
        raise SettingRefused(say(_("A form has at most %(most)d fields."), most=MOST_PLACED), field="form")
    for section in sections:
        for one in section.placed:
            asked = fields.get(one.code)
            if asked is None or (asked.is_retired and one.code not in before):
                raise SettingRefused(say(_("There is no field “%(field)s”."), field=one.code[:60]), field="form")
            if codes.count(one.code) > 1:
                raise SettingRefused(say(_("%(field)s stands on the form twice."), field=asked.name), field="form")
            if asked.scope != section.scope:
                sentence = _("%(field)s can’t stand in this section: it is asked once per ticket.")
                if asked.is_of_product:
                    sentence = _("%(field)s can’t stand in this section: it is asked once per product.")
                raise SettingRefused(say(sentence, field=asked.name), field="form")
        for words in [section.names, *(one.names for one in section.placed)]:
            try:
                check_words(dict(words), 80)
            except ValidationError as error:
                raise SettingRefused(error.messages[0], field="form") from None
    if any(section.scope not in Scope.values for section in sections):
        raise SettingRefused(_("There is no such section."), field="form")
