"""Indexes for every order of the lists and for rules of time; what codes mean is kept by processes until it changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.kit.versions import renewed_by


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
        ("kit", "0002_versions"),
        ("orders", "0001_initial"),
        ("tickets", "0003_stamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        renewed_by("tickets_queuemembership", "memberships"),
        migrations.RemoveIndex(
            model_name="ticket",
            name="tickets_open_by_deadline",
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="tickets_open_by_waiting",
        ),
        migrations.AlterField(
            model_name="ticket",
            name="agent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to=settings.AUTH_USER_MODEL,
                verbose_name="agent",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="queue",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="tickets.queue",
                verbose_name="queue",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="status",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="tickets.status",
                verbose_name="status",
            ),
        ),
        migrations.AlterField(
            model_name="tickettag",
            name="tag",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ticket_tags",
                to="tickets.tag",
            ),
        ),
        migrations.AlterField(
            model_name="tickettag",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ticket_tags",
                to="tickets.ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_by_creation",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("status"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_of_status",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("queue"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_of_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("agent"),
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="tickets_of_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("due_at"), nulls_last=True),
                models.OrderBy(models.F("id")),
                name="tickets_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="tickets_by_deadline_down",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("due_at"), nulls_last=True),
                models.OrderBy(models.F("id")),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_by_deadline",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("due_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_by_deadline_down",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.OrderBy(models.F("id")),
                name="tickets_by_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("waiting_since"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="tickets_by_waiting_down",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("waiting_since"), nulls_last=True),
                models.OrderBy(models.F("id")),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_by_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.OrderBy(models.F("waiting_since"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_by_waiting_down",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("closed_at"), condition=models.Q(("closed_at__isnull", False)), name="tickets_by_closing"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("status"),
                models.F("last_customer_reply_at"),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_status_customer",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("status"),
                models.F("last_agent_reply_at"),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_status_agent",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("last_customer_reply_at"),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_customer_reply",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("last_agent_reply_at"),
                condition=models.Q(("closed_at", None)),
                name="tickets_open_agent_reply",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                models.F("updated_at"), condition=models.Q(("closed_at", None)), name="tickets_open_touched"
            ),
        ),
        migrations.AddIndex(
            model_name="tickettag",
            index=models.Index(fields=["tag", "ticket"], name="tickets_with_tag"),
        ),
    ]
