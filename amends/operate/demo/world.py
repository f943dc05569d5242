"""Living the plot: every deed of the demo world is done by the action a person would cause, at its own moment.

Nothing is written past the domain: numbers, histories, rules and their causes come about as in a real shop. The clock
of this process is moved for it (time-machine), and readers are told here instead of by the worker. People work in
sittings: what comes up until the next one is done one after the other, by the actions for many where they do the
same, and the readers are told at the end, seconds later, as a worker that is busy would.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

import time_machine
from django.db import connection, transaction
from django.utils import timezone

from amends.activities.actions.completion import complete_many
from amends.activities.actions.creation import create_activity
from amends.activities.actions.expiry import expire_due
from amends.activities.models import Activity
from amends.journal.actors import Actor, Authors
from amends.journal.models import Event
from amends.journal.relay import relay_once
from amends.kit import jobs
from amends.kit.versions import stamps_at_hand
from amends.notifications.models import Notification
from amends.operate.demo import settling
from amends.operate.demo.asked import answers, ask
from amends.operate.demo.cast import COLLEAGUES
from amends.operate.demo.plot import DAYS, ZONE, Matter, matters, purchases
from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.actions.assignment import assign_agent
from amends.tickets.actions.creation import create_ticket
from amends.tickets.actions.priority import change_priority
from amends.tickets.actions.status import change_status_of_many
from amends.tickets.actions.tags import add_tag
from amends.tickets.catalogue import usual_queue
from amends.tickets.models import Priority, Queue, Source, Status, Tag, Ticket, TicketType
from amends.tickets.prefill import prefill_from, product_from

Deed = Callable[[], object]
SITTINGS = (timedelta(hours=6), timedelta(hours=20))
"""Shortest and longest time from one sitting to the next: the nearer it is, the closer the reader looks at it."""
NEARNESS = 12
"""The next sitting comes after the twelfth part of the time that has passed since, within these bounds."""
BETWEEN = timedelta(milliseconds=200)
"""From one deed of a sitting to the next: rules are told at its end, and are to act within seconds of each."""
DESKS = {"cs": "petra", "pl": "ewa", "en": "oliver"}


def _today(now: datetime) -> datetime:
    return now


def _in_two_hours(now: datetime) -> datetime:
    return now + timedelta(hours=2)


NOTED: tuple[tuple[dict[str, str], Callable[[datetime], datetime] | None], ...] = (
    ({"en": "Call the customer", "cs": "Zavolat zákazníkovi", "pl": "Zadzwonić do klienta"}, _in_two_hours),
    (
        {
            "en": "Ask the carrier for the damage report",
            "cs": "Vyžádat od dopravce zápis o škodě",
            "pl": "Poprosić przewoźnika o protokół szkody",
        },
        _today,
    ),
    (
        {"en": "Send to the service in Zlín", "cs": "Poslat do servisu ve Zlíně", "pl": "Wysłać do serwisu w Zlinie"},
        _today,
    ),
    (
        {"en": "Credit note or new piece", "cs": "Dobropis, nebo nový kus", "pl": "Korekta faktury czy nowa sztuka"},
        _today,
    ),
    (
        {
            "en": "Find the photos in the old system",
            "cs": "Najít fotky ve starém systému",
            "pl": "Znaleźć zdjęcia w starym systemie",
        },
        None,
    ),
    (
        {
            "en": "Stock count of light series 24, all branches",
            "cs": "Spočítat zásoby série světel 24 na všech pobočkách",
            "pl": "Policzyć zapas serii lampek 24 we wszystkich oddziałach",
        },
        None,
    ),
    (
        {
            "en": "Write to the maker about the batch",
            "cs": "Napsat výrobci kvůli šarži",
            "pl": "Napisać do producenta w sprawie partii",
        },
        None,
    ),
)
"""Activities without a rule: a name in the language of the ticket, and the deadline if it has one."""
QUESTION = {"en": "Ask the maker", "cs": "Zeptat se výrobce", "pl": "Zapytać producenta"}


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction without savepoints, which would be every third statement: whatever fails takes back all of it."""
    with transaction.atomic():
        connection.features.uses_savepoints = False
        try:
            yield
        finally:
            del connection.features.uses_savepoints


@_all_or_nothing()
def build(*, seed: int = 2026, now: datetime | None = None) -> None:
    """Fill an empty installation with the demo world: the same for the same `seed` and moment, all of it or nothing."""
    now = (now or timezone.now()).replace(microsecond=0)
    random = Random(seed)  # noqa: S311 - a plot, not a secret
    bought = purchases(random, now)
    plot = matters(random, bought, now)
    with at(now - timedelta(days=DAYS + 45)):
        people = settling.people()
        settling.desks(people)
        settling.automations(people)
        ask(Actor.person(people["admin"]))
    settling.shops()
    settling.orders(bought)
    life = Life(random, people, now)
    with stamps_at_hand():  # nobody changes rules meanwhile
        life.live(plot)
    life.make_today_busy()
    settling.someone_leaves(people)
    life.tell_readers()
    Notification.objects.filter(created_at__lt=now - timedelta(hours=20)).update(read_at=now)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment.astimezone(UTC), tick=False):
        yield


@dataclass(order=True)
class Planned:
    """Something that a person does at a moment."""

    moment: datetime
    order: int
    deed: Deed = field(compare=False)


class Sitting:
    """What people do in one go: deeds of the same sort on many rows are done together at its end."""

    def __init__(self) -> None:
        self.moves: dict[Status, dict[int, Actor]] = {}
        self.afterwards: list[Deed] = []
        self.completed: dict[int, Actor] = {}

    def finish(self) -> None:
        for status, doers in self.moves.items():
            change_status_of_many(doers, to=status, by=Authors(doers))
        for deed in self.afterwards:
            deed()
        complete_many(self.completed, by=Authors(self.completed))


class Life:
    """A calendar of deeds to come, and the moments at which the clock looks for deadlines that have passed.

    A deed may put further deeds into it; those after `now` never happen.
    """

    def __init__(self, random: Random, people: dict[str, User], now: datetime) -> None:
        self.random = random
        self.people = people
        self.now = now
        self.sitting = Sitting()
        self._calendar: list[Planned] = []
        self._clock: list[datetime] = []
        self._free_from = now - timedelta(days=DAYS + 45)
        self._order = count()
        self._told = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._types = {one.code: one for one in TicketType.objects.select_related("initial_status", "queue")}
        self._statuses = {one.code: one for one in Status.objects.select_related("type")}
        self._first_queues: dict[tuple[str, int, str], Queue | None] = {}
        self._tags = {one.code: one for one in Tag.objects.all()}
        self._orders = {
            (one.shop.code, one.code): one for one in Order.objects.select_related("shop").prefetch_related("items")
        }

    def live(self, plot: list[Matter]) -> None:
        for matter in plot:
            self.plan(matter.created_at, partial(self._open, matter))
        while self._calendar or self._clock:
            sitting = max(self._calendar[0].moment, self._free_from) if self._calendar else self.now
            if self._clock and self._clock[0] <= sitting:
                with at(heapq.heappop(self._clock)):
                    expire_due(by=Actor.clock())
                    self.tell_readers()
            else:
                self._sit_down(sitting)

    def _sit_down(self, moment: datetime) -> None:
        """Do what people have to do until they sit down again: what comes up meanwhile waits for that."""
        shortest, longest = SITTINGS
        length = min(longest, max(shortest, (self.now - moment) / NEARNESS))
        self._free_from = self._at_work(moment + length)
        self.sitting = Sitting()
        deeds = []
        while self._calendar and self._calendar[0].moment < self._free_from:
            deeds.append(heapq.heappop(self._calendar).deed)
        for deed in deeds:
            with at(min(moment, self.now)):
                deed()
            moment += BETWEEN
        with at(min(moment, self.now)):
            self.sitting.finish()
            self.tell_readers()

    def plan_at_work(self, moment: datetime, deed: Deed) -> datetime:
        """A person's deed: those of the evening and the night are done the next morning. When it will be done."""
        moment = self._at_work(moment)
        self.plan(moment, deed)
        return moment

    def _at_work(self, moment: datetime) -> datetime:
        local = moment.astimezone(ZONE)
        if local.hour < 8:
            return local.replace(hour=8, minute=self.random.randrange(60))
        if local.hour > 17:
            return (local + timedelta(days=1)).replace(hour=8, minute=self.random.randrange(60))
        return local

    def plan(self, moment: datetime, deed: Deed) -> None:
        if moment <= self.now:
            heapq.heappush(self._calendar, Planned(moment, next(self._order), deed))

    # --- Tickets --------------------------------------------------------------------------------------------------

    def _open(self, matter: Matter) -> None:
        purchase = matter.purchase
        order = self._orders[(purchase.shop.code, purchase.code)]
        line = next(line for line in order.items.all() if line.code == matter.article.code)
        desk, said = self.people[DESKS[purchase.language]], answers(matter)
        ticket = create_ticket(
            type=self._types[matter.type],
            by=Actor.person(desk),
            subject=matter.subject,
            description=matter.text,
            source=Source(matter.source),
            order=order,
            queue=self._first_queue(matter, order),
            agent=self.people[matter.agent] if matter.agent else None,
            items=[replace(product_from(line), custom=said.product)],
            custom=said.ticket,
            **asdict(prefill_from(order)),
        )
        soon = timezone.now() + timedelta(minutes=self.random.randrange(2, 40))
        for code in matter.tags:
            self.plan(soon, partial(self._tag, ticket, code))
        if matter.urgent:
            self.plan(soon, partial(self._raise, ticket))
        self._go_on(ticket, matter, 0)

    def _first_queue(self, matter: Matter, order: Order) -> Queue | None:
        """Where the form would put it."""
        place = (matter.type, order.shop_id, order.language)
        if place not in self._first_queues:
            type = self._types[matter.type]
            self._first_queues[place] = usual_queue(type, shop=order.shop_id, language=order.language)
        return self._first_queues[place]

    def _go_on(self, ticket: Ticket, matter: Matter, index: int) -> None:
        if index < len(matter.moves):
            moment = timezone.now() + timedelta(hours=matter.moves[index].hours)
            self.plan_at_work(moment, partial(self._move, ticket, matter, index))

    def _move(self, ticket: Ticket, matter: Matter, index: int) -> None:
        desk = self.people[matter.agent or DESKS[matter.purchase.language]]
        if ticket.agent_id is None:
            assign_agent(ticket, agent=desk, by=Actor.person(desk))
        doer = self.people["tomas"] if matter.moves[index].status == "goods_received" else desk
        status = self._statuses[f"{matter.type}.{matter.moves[index].status}"]
        self.sitting.moves.setdefault(status, {})[ticket.pk] = Actor.person(doer)
        if matter.moves[index].status == "assessing" and self.random.random() < 0.25:
            self.sitting.afterwards.append(partial(self._ask_the_maker, ticket, desk))
        self._go_on(ticket, matter, index + 1)

    def _ask_the_maker(self, ticket: Ticket, desk: User) -> None:
        due_at = timezone.now() + timedelta(days=self.random.randrange(2, 9))
        name = QUESTION[ticket.language]
        create_activity(ticket, name=name, due_at=due_at, all_day=True, assignee=desk, by=Actor.person(desk))

    def _tag(self, ticket: Ticket, code: str) -> None:
        add_tag(ticket, tag=self._tags[code], by=Actor.person(ticket.agent or self.people["petra"]))

    def _raise(self, ticket: Ticket) -> None:
        change_priority(ticket, to=Priority.URGENT, by=Actor.person(ticket.agent or self.people["petra"]))

    # --- Activities -----------------------------------------------------------------------------------------------

    def make_today_busy(self) -> None:
        """What the colleagues noted down this morning: some for today, some for no day at all."""
        waiting = list(
            Ticket.objects.open().filter(agent__isnull=False).select_related("agent").order_by("-created_at")
        )
        for (names, due), ticket in zip(NOTED, self.random.sample(waiting, len(NOTED)), strict=True):
            create_activity(
                ticket,
                name=names[ticket.language],
                due_at=due(self.now) if due else None,
                all_day=due is None or due is _today,
                assignee=ticket.agent,
                by=Actor.person(ticket.agent),
            )

    def tell_readers(self) -> None:
        """Let rules act on what was just recorded, and on what that caused; plan what becomes of new activities."""
        while relay_once():
            jobs.run_all()
        new = Event.objects.filter(id__gt=self._told).order_by("id").values_list("id", "kind", "payload__activity")
        told = list(new)
        self._told = told[-1][0] if told else self._told
        made = [activity for _id, kind, activity in told if kind == "activity.created"]
        activities = Activity.objects.in_bulk(made)
        for pk in made:
            self._plan_activity(activities[pk])

    def _plan_activity(self, activity: Activity) -> None:
        """Most things get done, some late; a few of this week were overlooked."""
        if activity.due_at is None:
            return
        passed = activity.due_at + timedelta(seconds=30)
        luck = self.random.random()
        if luck > 0.8 and self.now - activity.due_at < timedelta(days=6):
            self._plan_expiry(passed)
            return
        span = activity.due_at - timezone.now()
        share = self.random.uniform(0.15, 0.95) if luck < 0.86 else self.random.uniform(1.02, 1.6)
        done = self.plan_at_work(timezone.now() + span * share, partial(self._complete, activity))
        if done > activity.due_at:
            self._plan_expiry(passed)

    def _plan_expiry(self, moment: datetime) -> None:
        """Whole days end together: the clock looks once for all that pass at that moment."""
        if moment <= self.now and moment not in self._clock:
            heapq.heappush(self._clock, moment)

    def _complete(self, activity: Activity) -> None:
        doer = next((one for one in self.people.values() if one.pk == activity.assignee_id), self.people["petra"])
        self.sitting.completed[activity.pk] = Actor.person(doer)


def is_there() -> bool:
    """Whether this installation holds the demo world."""
    return User.objects.filter(email__in=[person.email for person in COLLEAGUES]).exists()
