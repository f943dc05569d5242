"""Run in an upgraded installation: prints as JSON what today's code tells of it. `settle` lets everything happen first.

python -m tests.upgrade.telling [settle]
"""

import json
import sys
from typing import Any

import django
from django.utils import translation


def told() -> dict[str, Any]:
    from amends.automations.models import Rule, Run
    from amends.journal.models import Event, Failure, Pending, with_subjects
    from amends.notifications.models import Notification

    events = with_subjects(Event.objects.select_related("cause").order_by("id"))
    rules = Rule.objects.in_order().values_list("name", "is_on", "on", "when", "steps", "broken_reasons")
    runs = Run.objects.order_by("id").values_list("rule__name", "event", "occurrence", "act", "state", "outcomes")
    bells = Notification.objects.order_by("id").values_list("user", "occurrence", "reason", "by", "title", "read_at")
    return {
        "events": [
            {
                "id": event.pk,
                "sentence": event.sentence,
                "by": str(event.actor.name),
                "because": event.cause.fact.cause() if event.cause else "",
                "act": str(event.act),
                "depth": event.depth,
                "cause": event.cause_id,
                "subjects": dict(event.about),
            }
            for event in events
        ],
        "rules": list(rules),
        "runs": list(runs),
        "notifications": list(bells),
        "pending": Pending.objects.count(),
        "failures": Failure.objects.count(),
    }


def main() -> None:
    django.setup()
    if "settle" in sys.argv:
        from amends.journal.testing import settle

        settle()
    with translation.override("en"):
        json.dump(told(), sys.stdout, default=str)


if __name__ == "__main__":
    main()
