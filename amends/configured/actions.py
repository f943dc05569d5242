"""Configured things are made, changed, arranged, retired and used again. The same verbs for all of them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from amends.configured.events import (
    ConfiguredArranged,
    ConfiguredChanged,
    ConfiguredMade,
    ConfiguredRestored,
    ConfiguredRetired,
)
from amends.configured.models import Configured
from amends.configured.refusals import SettingRefused, StillUsed
from amends.configured.things import kind_of, thing_of
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.kit.search import fold
from amends.kit.translated import pick

C = TypeVar("C", bound=Configured)


@transaction.atomic
def make_configured(
    model: type[C],
    values: Mapping[str, Any],
    *,
    by: Actor,
    code: str = "",
    belongs: Mapping[str, Any] | None = None,
    together: bool = False,
) -> C:
    """A new thing, last among its like. Its code is made of its name unless given. Raises SettingRefused.

    `belongs` is what it is part of for ever. `together`: it is one of several that change at once, and whoever asks has
    seen to it that their names differ afterwards.
    """
    _lock_all(model)
    row = model(code=code or _free_code(model, values), position=_last_position(model) + 1, **(belongs or {}))
    _give(row, values)
    _check(row, together)
    row.save(force_insert=True)
    fact = ConfiguredMade(thing=kind_of(row), code_of=row.code, names=row.names)
    record(fact, by=by, **{kind_of(row): row})
    return row


@transaction.atomic
def change_configured(
    row: C, values: Mapping[str, Any], *, by: Actor, seen: Mapping[str, Any] | None = None, together: bool = False
) -> C:
    """Give the thing these values. Raises SettingRefused.

    `seen` is what the editor had before them: a value that they did not touch stays as somebody else has made it
    since, and one that both changed is refused.
    """
    row = _locked(row)[row.pk]
    before = plain_values(row)
    _give(row, values if seen is None else _mine(before, values, seen))
    after = plain_values(row)
    changes = {name: (before[name], after[name]) for name in after if after[name] != before[name]}
    if not changes:
        return row
    _check(row, together)
    row.save(update_fields=list(changes))
    fact = ConfiguredChanged(thing=kind_of(row), code_of=row.code, names=row.names, changes=changes)
    record(fact, by=by, **{kind_of(row): row})
    return row


@transaction.atomic
def retire_configured(row: C, *, by: Actor, replacement: C | None = None) -> C:
    """Nobody can choose it any more; what has it keeps it, or gets the replacement. Raises StillUsed."""
    thing = thing_of(kind_of(row))
    rows = _locked(row, replacement)
    row, replacement = rows[row.pk], rows.get(replacement.pk) if replacement else None
    if row.is_retired:
        return row
    if replacement is not None and (replacement.pk == row.pk or replacement.is_retired):
        raise StillUsed(_("Choose another one that is still in use."), field="replacement")
    if refusal := thing.keeps(row):
        raise refusal
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    thing.inherit(row, replacement, by)
    fact = ConfiguredRetired(
        thing=thing.kind,
        code_of=row.code,
        names=row.names,
        replacement=replacement.code if replacement else None,
        replacement_names=replacement.names if replacement else {},
    )
    record(fact, by=by, **{thing.kind: row})
    return row


@transaction.atomic
def restore_configured(row: C, *, by: Actor, together: bool = False) -> C:
    """It can be chosen again."""
    row = _locked(row)[row.pk]
    if not row.is_retired:
        return row
    row.retired_at = None
    _check(row, together)
    row.save(update_fields=["retired_at"])
    fact = ConfiguredRestored(thing=kind_of(row), code_of=row.code, names=row.names)
    record(fact, by=by, **{kind_of(row): row})
    return row


@transaction.atomic
def arrange_configured(
    model: type[C], codes: Sequence[str], *, by: Actor, belongs: Mapping[str, Any] | None = None
) -> None:
    """Put things into this order; those that are not named keep theirs behind them.

    `belongs`: only those that are part of this have an order among each other.
    """
    rows = _lock_all(model, belongs)
    known = {row.code: row for row in rows}
    named = [known[code] for code in dict.fromkeys(codes) if code in known]
    wanted = named + [row for row in rows if row not in named]
    moved = []
    for position, row in enumerate(wanted, start=1):
        if row.position != position:
            row.position = position
            moved.append(row)
    if wanted == rows:
        return
    model._default_manager.bulk_update(moved, ["position"])
    thing = thing_of(kind_of(rows[0]))
    record(ConfiguredArranged(thing=thing.kind, codes=[row.code for row in wanted]), by=by)


def plain_values(row: Configured) -> dict[str, Any]:
    """What an administrator gave it, as JSON keeps it: another thing is its code."""
    return {name: _plain(getattr(row, name)) for name in row.settable}


def _plain(value: Any) -> Any:
    if isinstance(value, Configured):
        return value.code
    return value if isinstance(value, str | int | bool | dict | list | None) else str(value)


def _mine(now: Mapping[str, Any], values: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, Any]:
    """Of `values` those that their editor changed."""
    mine = {name: value for name, value in values.items() if _plain(value) != seen.get(name)}
    for name, value in mine.items():
        if now[name] != seen.get(name) and now[name] != _plain(value):
            raise SettingRefused(_("Somebody else has changed this since you opened the page."), field=name)
    return mine


def _give(row: Configured, values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - set(row.settable):
        raise TypeError(f"{type(row).__name__} has nothing to set called {sorted(unknown)}")
    for name, value in values.items():
        setattr(row, name, _tidy(value))


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: item.strip() if isinstance(item, str) else item for key, item in value.items() if item}
    return value.strip() if isinstance(value, str) else value


def _check(row: Configured, together: bool = False) -> None:
    """What its columns, its like and its app say of it."""
    try:
        row.full_clean(validate_constraints=True)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise SettingRefused(messages[0], field=None if name == "__all__" else name) from None
    if not together and (namesake := _namesake(row)):
        words = {"name": namesake.name}
        raise SettingRefused(_("There is one called “%(name)s” already. Choose another name.") % words, field="names")
    thing_of(kind_of(row)).refuse(row)


def _namesake(row: Configured) -> Any:
    """Another one in use that nobody could tell from this one."""
    mine = {(language, fold(name)) for language, name in row.names.items()}
    others = row.siblings().exclude(pk=row.pk).filter(retired_at=None)
    return next((one for one in others if mine & {(key, fold(name)) for key, name in one.names.items()}), None)


def _lock_all(model: type[C], belongs: Mapping[str, Any] | None = None) -> list[C]:
    """All of them in order: there are few, and who adds or moves one waits for another who does."""
    found: Any = model.objects.select_for_update().filter(**(belongs or {})).order_by("pk")
    return sorted(found, key=lambda row: (row.position, row.code))


def _locked(row: C, other: C | None = None) -> dict[int, C]:
    wanted = [one.pk for one in (row, other) if one is not None]
    found: Any = type(row).objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {one.pk: one for one in found}


def _last_position(model: type[Model]) -> int:
    return model._default_manager.aggregate(last=Max("position"))["last"] or 0


def _free_code(model: type[Model], values: Mapping[str, Any]) -> str:
    """Made of the name, and of a number when that is taken."""
    names = values.get("names")
    name = (names.get("en") or pick(names)) if isinstance(names, dict) else ""
    stem = slugify(str(name)).replace("-", "_")[:30] or "new"
    taken = set(model._default_manager.filter(code__startswith=stem).values_list("code", flat=True))
    number = 2
    code = stem
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code
