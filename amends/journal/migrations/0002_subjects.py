"""What events are about moves from three columns into a table for subjects of any kind, set by set."""

import django.db.models.deletion
from django.db import migrations, models

# The primary key is built after the rows are there: an index that is filled row by row costs several times as much.
MOVE = """
ALTER TABLE journal_subject DROP CONSTRAINT journal_subject_pkey;

INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT about.kind, about.subject_id, event.id, event.kind
FROM journal_event event
CROSS JOIN LATERAL (VALUES
  ('ticket', event.ticket_id),
  ('contact', event.contact_id),
  ('order', event.order_id),
  ('activity', CASE WHEN event.kind LIKE 'activity.%' THEN (event.payload ->> 'activity')::bigint END),
  ('rule', CASE WHEN event.kind LIKE 'rule.%' THEN (event.payload ->> 'rule')::bigint END),
  ('team', CASE WHEN event.kind LIKE 'people.team\\_%' THEN (event.payload ->> 'team')::bigint END),
  ('user', CASE WHEN event.kind = 'queue.given' OR event.kind LIKE 'people.%'
    THEN (event.payload ->> 'user')::bigint END)
) AS about (kind, subject_id)
WHERE about.subject_id IS NOT NULL;

ALTER TABLE journal_subject ADD CONSTRAINT journal_subject_pkey PRIMARY KEY (kind, subject_id, event_id);
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "subject_id", "event", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("event_kind", models.CharField(max_length=80)),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="subjects",
                        to="journal.event",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(MOVE),
        migrations.AddIndex(
            "subject",
            models.Index(fields=["kind", "subject_id", "event_kind", "event"], name="journal_subject_of_kind"),
        ),
        migrations.AddIndex("subject", models.Index(fields=["event"], name="journal_subject_of_event")),
        migrations.RemoveIndex("event", "journal_event_ticket"),
        migrations.RemoveIndex("event", "journal_event_contact"),
        migrations.RemoveIndex("event", "journal_event_order"),
        migrations.RemoveField("event", "ticket_id"),
        migrations.RemoveField("event", "contact_id"),
        migrations.RemoveField("event", "order_id"),
    ]
