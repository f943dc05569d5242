"""What happened to shops and imports before is part of the history of the shop, which the journal could not know."""

from django.db import migrations

TELL = """
INSERT INTO journal_subject (kind, subject_id, event_id, event_kind)
SELECT 'shop', shop.id, event.id, event.kind
FROM journal_event AS event JOIN orders_shop AS shop ON shop.code = event.payload ->> 'shop'
WHERE event.kind IN ('shop.added', 'shop.edited', 'orders.import_begun', 'orders.import_finished',
  'orders.import_failed')
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("journal", "0002_subjects")]
    operations = [migrations.RunSQL(TELL)]
