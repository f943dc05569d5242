"""How long the law gives, by type and country (Settings)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from amends.configured.refusals import SettingRefused
from amends.journal.actors import Actor
from amends.journal.recording import record
from amends.tickets.events import LegalPeriodChosen
from amends.tickets.models import LegalPeriod, TicketType


@transaction.atomic
def choose_legal_period(
    type: TicketType, *, country: str, valid_from: date, days: int | None, source: str = "", by: Actor
) -> LegalPeriod | None:
    """From `valid_from` on tickets of this type and country have `days`; None takes that choice back.

    Raises SettingRefused for a period without a source, of no days or of more than ten years.
    """
    type = TicketType.objects.select_for_update().get(pk=type.pk)  # whoever else chooses for this type waits
    place = {"type": type, "country": country.upper(), "valid_from": valid_from}
    old = LegalPeriod.objects.filter(**place).first()
    if (old.days, old.source) == (days, source) if old else days is None:
        return old
    fact = LegalPeriodChosen(
        type=type.code,
        type_names=type.names,
        country=country.upper(),
        valid_from=valid_from,
        old=old.days if old else None,
        new=days,
        source=source or (old.source if old else ""),
    )
    chosen = None
    if days is None:
        LegalPeriod.objects.filter(**place).delete()
    else:
        chosen = LegalPeriod(**place, pk=old.pk if old else None, days=days, source=source)
        _check(chosen)
        chosen.save()
    record(fact, by=by, ticket_type=type)
    return chosen


def _check(period: LegalPeriod) -> None:
    if not period.source.strip():
        raise SettingRefused(_("Name the act and its section, so that others can check it."), field="source")
    try:
        period.clean_fields(exclude=["type"])
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise SettingRefused(sentences[0], field=field) from None
