"""Lay down the types, statuses, transitions and queues that come with Amends."""

from django.db import migrations

from amends.tickets.defaults import QUEUES, TYPES


def lay_down(apps, schema_editor):
    Queue = apps.get_model("tickets", "Queue")
    for position, (code, name) in enumerate(QUEUES):
        Queue.objects.create(code=code, name=name, position=position)
    for position, draft in enumerate(TYPES):
        _lay_down_type(apps, draft, position)


def _lay_down_type(apps, draft, position):
    ticket_type = apps.get_model("tickets", "TicketType").objects.create(
        code=draft.code,
        names=draft.names,
        prefix=draft.prefix,
        icon=draft.icon,
        colour=draft.colour,
        position=position,
        queue=apps.get_model("tickets", "Queue").objects.get(code=draft.queue),
        reason_names=draft.reason,
        is_built_in=True,
    )
    Status = apps.get_model("tickets", "Status")
    statuses = {
        status.code: Status.objects.create(
            type=ticket_type,
            code=f"{draft.code}.{status.code}",
            names=status.names,
            phase=status.phase,
            turn=status.turn,
            position=place,
            refusals=status.refusals,
        )
        for place, status in enumerate(draft.statuses)
    }
    Transition = apps.get_model("tickets", "Transition")
    Transition.objects.bulk_create(
        Transition(type=ticket_type, source=statuses[status.code], target=statuses[target])
        for status in draft.statuses
        for target in status.leads_to
    )
    ticket_type.initial_status = statuses[draft.statuses[0].code]
    ticket_type.save(update_fields=["initial_status"])


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(lay_down, migrations.RunPython.noop)]
