"""The demo world tells the main story at a believable size, and tells it the same way twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection

from amends.activities.models import Activity
from amends.automations.models import Rule
from amends.automations.queries import records
from amends.contacts.models import Contact
from amends.journal.models import Event, Pending, with_subjects
from amends.operate.demo import load, sign_ins, world
from amends.operate.demo.plot import matters, purchases
from amends.operate.demo.rules import CZECH, WORDS
from amends.orders.models import Order, Shop
from amends.people.models import Role, User
from amends.tickets.access import visible_tickets
from amends.tickets.models import NumberSeries, Ticket

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 18, 9, 42, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """One demo world for all tests of this file; taken back at the end."""
    from django.db import transaction

    statements = Counter[str]()

    def counted(execute, sql, *others):
        statements["all"] += 1
        return execute(sql, *others)

    with django_db_blocker.unblock(), transaction.atomic():
        with connection.execute_wrapper(counted):
            world.build(now=NOW)
        yield statements["all"]
        transaction.set_rollback(True)


def test_making_it_takes_few_enough_statements_for_a_first_start(demo):
    assert demo < 12_000


def test_two_shops_with_some_three_hundred_orders(demo):
    assert Shop.objects.count() == 2
    assert Order.objects.count() == 300
    assert set(Order.objects.values_list("language", flat=True)) == {"cs", "pl", "en"}


@pytest.mark.req("R51")
def test_tickets_of_both_default_types_over_ninety_days(demo):
    assert Ticket.objects.count() == 120
    assert set(Ticket.objects.values_list("type__code", flat=True)) == {"warranty_claim", "return"}
    oldest, newest = Ticket.objects.earliest("created_at"), Ticket.objects.latest("created_at")
    assert NOW - oldest.created_at > timedelta(days=80)
    assert NOW - newest.created_at < timedelta(days=3)


@pytest.mark.req("R53", "R66")
def test_fields_of_the_shop_s_own_stand_on_both_forms_and_tickets_have_values(demo):
    claims = Ticket.objects.filter(type__code="warranty_claim")
    assert claims.filter(custom__wish__startswith="wish.").count() == claims.count()
    assert claims.filter(custom__has_key="first_use").exists()
    assert claims.filter(items__custom__has_key="serial_number").exists()
    assert Ticket.objects.filter(type__code="return", language="pl", custom__refund_account__startswith="PL").exists()


def test_people_of_every_role_can_sign_in(demo):
    assert {user.role for user in User.objects.active()} == set(Role.values)
    for _role, email, password in sign_ins():
        assert User.objects.get(email=email).check_password(password)


@pytest.mark.req("R7", "R8", "R9", "R10")
def test_every_bucket_of_deadlines_holds_open_activities(demo):
    is_open = Activity.objects.open()
    end_of_today = NOW.replace(hour=22, minute=59, second=59)
    assert is_open.filter(due_at__lt=NOW).exists()
    assert is_open.filter(due_at__gte=NOW, due_at__lte=end_of_today).exists()
    assert is_open.filter(due_at__gt=end_of_today, due_at__lte=end_of_today + timedelta(days=7)).exists()
    assert is_open.filter(due_at__gt=end_of_today + timedelta(days=7)).exists()
    assert is_open.filter(due_at=None).exists()
    assert Activity.objects.exclude(completed_at=None).exists()


@pytest.mark.req("R7", "R8", "R9", "R10")
def test_what_people_note_down_speaks_the_language_of_the_ticket(demo):
    known = {name: language for names, _due in world.NOTED for language, name in names.items()}
    known |= {name: language for language, name in world.QUESTION.items()}
    noted = Activity.objects.filter(rule_id=None).select_related("ticket")
    assert {known[one.name] == one.ticket.language for one in noted} == {True}
    assert {one.ticket.language for one in noted} >= {"cs", "pl"}


@pytest.mark.req("R29", "R30", "R31", "R32")
def test_activities_were_made_by_rules_that_say_why(demo):
    made = Event.objects.filter(kind="activity.created", actor_kind="rule")
    assert {event.actor_label for event in made} >= {
        "Claim intake",
        "Hlídání zásilek",
        "Příjem zboží: reklamace",
        "Pilnowanie paczek",
        "Po uzavření",
    }
    assert not made.filter(cause=None).exists()


@pytest.mark.req("R30")
def test_what_rules_make_speaks_the_language_of_the_ticket(demo):
    spoken = Counter[str]()
    for one in Activity.objects.exclude(rule_id=None).select_related("ticket"):
        words = WORDS.get(one.ticket.language)
        assert one.name in (words.values() if words else CZECH.keys()), one.name
        assert one.rule_name in (words.values() if words else CZECH.keys()), one.rule_name
        spoken[one.ticket.language] += 1
    assert set(spoken) == {"cs", "pl", "en"}


def names_in(language: str) -> set[str]:
    return set(WORDS[language].values() if language in WORDS else CZECH)


def test_every_rule_that_a_history_names_is_called_in_the_language_of_its_ticket(demo):
    deeds = Event.objects.filter(actor_kind="rule", kind__startswith="ticket.")
    language = dict(Ticket.objects.values_list("pk", "language"))
    told = [(language[one.subject_id("ticket") or 0], one.actor_label) for one in with_subjects(list(deeds))]
    assert {(spoken, name) for spoken, name in told if name not in names_in(spoken)} == set()
    assert {spoken for spoken, _name in told} == {"cs", "pl", "en"}


def test_every_rule_of_the_demo_has_a_name_of_its_own(demo):
    names = list(Rule.objects.values_list("name", flat=True))
    assert len(names) == len(set(names)) == 36


def test_nothing_is_left_for_the_relay_and_nothing_happened_in_the_future(demo):
    assert not Pending.objects.exists()
    assert not Event.objects.filter(at__gt=datetime.now(UTC)).exists()


def test_one_rule_is_broken_and_says_by_what(demo):
    broken = Rule.objects.exclude(broken_since=None)
    assert [rule.name for rule in broken] == ["Supplier watch"]
    assert broken[0].broken_reason


def test_the_plot_is_the_same_for_the_same_seed():
    def plot(seed: int):
        random = Random(seed)
        bought = purchases(random, NOW)
        return bought, matters(random, bought, NOW)

    assert plot(7) == plot(7)
    assert plot(7) != plot(8)


def test_the_load_world_adds_as_many_tickets_as_asked(db):
    load.add_tickets(101)
    load.add_tickets(100)
    assert Ticket.objects.count() == 201
    assert Ticket.objects.open().count() in range(15, 30)


def test_the_load_world_has_common_and_rare_of_everything(db):
    load.add_tickets(2200)
    queues = Counter(Ticket.objects.values_list("queue__code", flat=True))
    assert queues["load-rare"] < 20 < queues["load-returns"] < queues["load-common"]
    assert Ticket.objects.filter(tags__code="load-half").count() in range(1000, 1200)
    assert Ticket.objects.filter(tags__code="load-some").count() in range(30, 60)
    assert Ticket.objects.open().filter(tags__code="load-half").count() in range(80, 140)
    assert Ticket.objects.filter(tags=None).exists()
    assert Ticket.objects.filter(due_at=None).exists()
    names = Counter(Ticket.objects.values_list("customer_name", flat=True))
    assert len(names) > 700
    assert max(names.values()) > 10
    assert {"normal", "low", "high", "urgent"} == set(Ticket.objects.values_list("priority", flat=True))
    limited = User.objects.get(email=load.LIMITED)
    assert 0 < visible_tickets(limited).count() < 1100


def test_a_big_load_builds_its_indexes_anew_and_makes_the_same_tickets(db, monkeypatch):
    before = _indexes()
    monkeypatch.setattr(load, "REBUILT", 1)
    load.add_tickets(40)
    assert _indexes() == before
    again = list(Ticket.objects.order_by("number").values_list("number", "customer_name", "subject", "status__code"))
    NumberSeries.objects.all().delete()
    Rule.objects.all().delete()
    Activity.objects.all().delete()
    Ticket.objects.all().delete()
    Order.objects.all().delete()
    Contact.objects.all().delete()
    load.add_tickets(40)
    found = Ticket.objects.order_by("number").values_list("number", "customer_name", "subject", "status__code")
    assert list(found) == again


def _indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        return cursor.fetchall()


def test_rules_have_acted_within_seconds(demo):
    lags = [record.lag for record in records(list(Rule.objects.all()), NOW) if record.lag is not None]
    assert lags
    assert max(lags) < 30
