"""Rules about other things than tickets."""

import pytest
from django.urls import reverse

from amends.activities.actions import complete_activity
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.automations.actions import RuleRefused
from amends.automations.models import Run, RunState
from amends.automations.queries import named_subjects
from amends.automations.tests.make import BY, CHECK_DELIVERY, make_rule, on, tree
from amends.journal.testing import settle
from amends.kit.testing import queries_of
from amends.tickets.tests.make import make_ticket
from amends.vocabulary import Invalid, Outcome, Step, fields_of
from amends.vocabulary.subjects import subject_kinds

pytestmark = pytest.mark.django_db


class Describe(Step):
    code = "test_describe"
    label = "Describe"
    subject = "activity"

    text: str

    def run_many(self, ids, by):
        Activity.objects.filter(pk__in=ids).update(description=self.text)
        return dict.fromkeys(ids, Outcome.done())


def test_a_rule_about_activities_acts_on_activities():
    make_rule(
        subject="activity",
        on=on("activity.completed"),
        when=tree(("name", "starts_with", "Check"), ("ticket_tags", "is_empty", None)),
        steps=[{"step": "test_describe", "text": "by a rule"}],
    )
    checked, other = make_activity(name="Check content"), make_activity(name="Call back")
    for activity in (checked, other):
        complete_activity(activity, by=BY)
    settle()
    checked.refresh_from_db()
    other.refresh_from_db()
    assert (checked.description, other.description) == ("by a rule", "")
    run = Run.objects.get()
    assert (run.subject_kind, run.subject_id, run.state) == ("activity", checked.pk, RunState.DONE)
    [named] = named_subjects([run]).values()
    assert (named.name, named.address) == ("Check content", reverse("activities:activity", args=[checked.pk]))


def test_steps_and_events_of_another_subject_are_refused():
    with pytest.raises(Invalid, match="create_activity"):
        make_rule(subject="activity", on=on("activity.completed"), steps=[CHECK_DELIVERY])
    with pytest.raises(RuleRefused, match=r"ticket\.status_changed"):
        make_rule(subject="activity", steps=[{"step": "test_describe", "text": "x"}])
    with pytest.raises(RuleRefused, match="spaceship"):
        make_rule(subject="spaceship")


@pytest.mark.parametrize(("make", "code"), [(make_ticket, "ticket"), (make_activity, "activity")])
def test_what_was_read_under_the_lock_answers_every_field_without_a_query(make, code):
    made = make()
    [row] = subject_kinds()[code].lock([made.pk]).values()
    assert queries_of(lambda: [field.value_of(row) for field in fields_of(code)]) == []


def test_a_run_outlives_its_subject(client):
    make_rule(subject="activity", on=on("activity.completed"), steps=[{"step": "test_describe", "text": "x"}])
    activity = make_activity()
    complete_activity(activity, by=BY)
    settle()
    Activity.objects.filter(pk=activity.pk).delete()
    run = Run.objects.get()
    assert named_subjects([run]) == {}
