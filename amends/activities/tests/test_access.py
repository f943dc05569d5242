"""Who sees which activities."""

import pytest

from amends.activities import lists
from amends.activities.access import get_activity_for, ticket_of, visible_activities
from amends.activities.actions import delete_activity
from amends.activities.handover import HANDOVER
from amends.activities.models import Activity
from amends.activities.tests.make import make_activity
from amends.kit.racing import Way, going
from amends.kit.refusals import NotThere
from amends.people.models import Role, User
from amends.people.tests.make import make_user
from amends.tickets.access import visible_queues
from amends.tickets.actions import add_tag, change_queue
from amends.tickets.tests.make import give_queue, make_actor, make_queue, make_tag, make_ticket
from amends.vocabulary import Asker, Condition, Tree, compile_tree, fields_of
from amends.vocabulary.plain import plain

pytestmark = pytest.mark.django_db


def limited_in(queue_code: str) -> User:
    user = make_user(Role.LIMITED)
    give_queue(user, make_queue(queue_code))
    return user


@pytest.mark.req("R36")
def test_a_limited_agent_sees_activities_of_visible_tickets_and_those_assigned():
    user = limited_in("east")
    seen = make_activity(ticket=make_ticket(queue=visible_queues(user)[0]))
    assigned = make_activity(assignee=user)
    make_activity()
    assert set(visible_activities(user)) == {seen, assigned}


@pytest.mark.req("Q21")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER, Role.AGENT])
def test_everybody_else_works_on_anybodys_activities(role: Role):
    activity = make_activity(assignee=make_user())
    assert get_activity_for(make_user(role), activity.pk, to="edit") == activity


def test_a_deleted_activity_is_found_only_by_who_asks_for_deleted_ones():
    activity = delete_activity(make_activity(), by=make_actor())
    with pytest.raises(NotThere):
        get_activity_for(make_user(), activity.pk)
    assert get_activity_for(make_user(), activity.pk, deleted=True) == activity
    with pytest.raises(NotThere):
        get_activity_for(limited_in("east"), activity.pk, deleted=True)


def test_open_activities_of_somebody_who_leaves_go_to_the_successor():
    leaver, successor = make_user(), make_user()
    activity = make_activity(assignee=leaver)
    assert HANDOVER.pass_on(leaver, successor, by=make_actor()).moved == 1
    activity.refresh_from_db()
    assert activity.assignee == successor


# --- An activity of one's own on a ticket out of sight --------------------------------------------------------------


@pytest.fixture
def assignee() -> User:
    return limited_in("east")


@pytest.fixture
def theirs(assignee: User) -> Activity:
    """Given to the limited agent, on a ticket that is not theirs to see."""
    ticket = make_ticket(
        queue=make_queue("west"), customer_name="Quokka", email="quokka@x.cz", subject="Zebrafish", agent=make_user()
    )
    add_tag(ticket, tag=make_tag("vip"), by=make_actor())
    return make_activity(ticket=ticket, assignee=assignee, name="Call")


ASKED = [
    ("customer", "is", "Quokka"),
    ("customer", "contains", "quok"),
    ("customer", "is_not", "Wombat"),
    ("customer", "is_empty", None),
    ("customer", "is_filled", None),
    ("ticket_status", "is", ["warranty_claim.new"]),
    ("ticket_status", "is_not", ["warranty_claim.closed"]),
    ("ticket_type", "is", ["warranty_claim"]),
    ("ticket_queue", "is", ["west"]),
    ("ticket_queue", "is_not", ["east"]),
    ("ticket_agent", "is_filled", None),
    ("ticket_tags", "is_filled", None),
    ("ticket_tags", "has_any", ["vip"]),
    ("ticket_number", "is_filled", None),
]


@pytest.mark.parametrize(("field", "op", "value"), ASKED)
def test_no_condition_tells_of_a_ticket_out_of_sight(theirs: Activity, assignee: User, field, op, value):
    tree = Tree.of(Condition(field=field, op=op, value=value))
    found = visible_activities(assignee).filter(compile_tree(tree, "activity", Asker.of(assignee)))
    assert list(found) == []
    assert list(visible_activities(assignee)) == [theirs]


def test_who_sees_the_ticket_may_ask_of_it(theirs: Activity, assignee: User):
    tree = Tree.of(Condition(field="customer", op="is", value="Quokka"))
    change_queue(theirs.ticket, to=visible_queues(assignee)[0], by=make_actor())
    for reader in (assignee, make_user()):
        assert list(Activity.objects.filter(compile_tree(tree, "activity", Asker.of(reader)))) == [theirs]


def test_every_field_of_the_ticket_is_told_only_to_who_sees_it():
    of_tickets = [one for one in fields_of("activity") if one.column.startswith("ticket") or one.exists]
    assert len(of_tickets) == 7
    assert [one.code for one in of_tickets if one.seen is None] == []


@pytest.mark.parametrize("text", ["quokka@x.cz", "Quokka", "Zebrafish", "zebr"])
@pytest.mark.parametrize("way", Way)
def test_no_text_of_a_ticket_out_of_sight_is_a_hit(theirs: Activity, assignee: User, text, way):
    with going(way):
        assert list(visible_activities(assignee).filter(lists.text_condition(text, assignee))) == []
        assert list(Activity.objects.filter(lists.text_condition(text, make_user()))) == [theirs]


def test_the_name_of_the_activity_itself_stays_a_hit(theirs: Activity, assignee: User):
    assert list(visible_activities(assignee).filter(lists.text_condition("call", assignee))) == [theirs]


def test_the_ticket_is_there_for_who_sees_it(theirs: Activity, assignee: User):
    assert ticket_of(assignee, theirs) is None
    assert ticket_of(make_user(), theirs) == theirs.ticket


def test_a_column_of_the_ticket_is_empty_where_it_is_out_of_sight(theirs: Activity, assignee: User):
    fields = [one for one in fields_of("activity") if one.seen]
    (row,) = plain(visible_activities(assignee), fields, user=assignee)
    assert set(row.values()) == {None}
    (row,) = plain(visible_activities(assignee), fields, user=make_user())
    assert row["field_customer"] == "Quokka"
    assert row["field_ticket_tags"] == ["vip"]
