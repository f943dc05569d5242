"""A ticket in the making: what the form, the picked order and the products say together.

The draft is made anew from every request, so nothing is lost when something is refused, a type is changed or another
row is asked for: fields travel in the form, products in its rows, files are kept at once and travel as their ids.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from amends.files.access import get_files_for
from amends.files.actions import FileRefused, store_file
from amends.files.models import File
from amends.journal.actors import Actor
from amends.kit.deadlines import day_of
from amends.kit.refusals import NotThere
from amends.orders.access import get_referred_order, reference_to
from amends.orders.models import Order
from amends.people.models import User
from amends.tickets.access import first_queue, must_be_agent, visible_queues
from amends.tickets.actions import ItemDraft, TicketRefused, check_item
from amends.tickets.catalogue import tree
from amends.tickets.cautions import Caution, cautions, claims_of, left_of, plain
from amends.tickets.custom import sections_of
from amends.tickets.habits import habit_of
from amends.tickets.models import Category, CreationHabit, Queue, Scope, Source, Ticket, TicketItem, TicketType
from amends.tickets.prefill import prefill_from, product_from, products_of
from amends.tickets.queries import claimed_items, types_on_offer
from amends.web.filled import posted
from amends.web.guards import SignedInRequest
from amends.web.tickets.custom_form import NAME, CustomForm
from amends.web.tickets.forms import NewTicketForm

OWN_ROWS = re.compile(r"^own-(\d{1,3})-name$")
MOST_OWN_ROWS = 50
FINEST = Decimal("0.001")
"""Step of a quantity: what a ticket keeps of it."""


@dataclass
class Row:
    """A product in the table: of the order, or typed in by hand (`own`, Q24)."""

    key: str
    name: str = ""
    code: str = ""
    ordered: Decimal | None = None
    unit_price: Decimal | None = None
    include: bool = False
    quantity: str = "1"
    reason: str = ""
    claimed: list[TicketItem] = field(default_factory=list)
    """The same product on other open tickets."""
    left: str = ""
    """How many of it are on no other open ticket."""
    problem: str = ""
    """What is wrong with it, said at the row."""
    asked: CustomForm | None = None
    """Its custom fields."""

    @property
    def own(self) -> bool:
        return self.ordered is None

    def draft(self) -> ItemDraft:
        """As the action takes it; TicketRefused when the quantity is no number."""
        try:
            quantity = Decimal(self.quantity.replace(",", ".").strip()).quantize(FINEST)
            if not quantity.is_finite() or abs(quantity) >= Decimal("1e9"):
                raise InvalidOperation
        except InvalidOperation:
            raise TicketRefused(
                _("%(product)s: “%(quantity)s” is not a number.")
                % {"product": self.name, "quantity": self.quantity[:40]},
                field="items",
            ) from None
        return ItemDraft(
            name=self.name,
            code=self.code,
            quantity=quantity,
            ordered=self.ordered,
            unit_price=self.unit_price,
            reason=self.reason,
            custom=self.asked.kept if self.asked else {},
        )


class Draft:
    """What was given so far by `request`: a POST of the form, or a GET that may name an order or a type."""

    def __init__(self, request: SignedInRequest) -> None:
        self.user = request.user
        self.posted: QueryDict = posted(request) or QueryDict()
        self.asked: QueryDict = request.GET
        self.uploads = request.FILES.getlist("files")
        self.files_sent = request.FILES
        self.is_checked = False
        self.is_posted = request.method == "POST"
        self.types = types_on_offer()

    @cached_property
    def type(self) -> TicketType:
        """The chosen type; until one is chosen, the one chosen beforehand in settings."""
        code = self.posted.get("type") or self.asked.get("type")
        return next((one for one in self.types if one.code == code), self.types[0])

    @cached_property
    def order(self) -> Order | None:
        """The order picked now or before; None when it is not there (any more) or was taken off again."""
        try:
            return get_referred_order(self.user, self.asked.get("order") or self.posted.get("order") or "")
        except NotThere:
            return None

    @property
    def order_reference(self) -> str:
        """How the form names the order when it is sent."""
        return reference_to(self.user, self.order) if self.order else ""

    @property
    def just_picked(self) -> bool:
        return "order" in self.asked

    # --- the queue ---------------------------------------------------------------------------------------------------

    @property
    def queues(self) -> list[tuple[str, Any]]:
        """What the person may choose: the usual queue of what the form says, or one that they may use."""
        usual = self.usual_queue
        said = _("The usual one: %(queue)s") % {"queue": usual.name} if usual else _("No queue")
        return [("", said), *[(one.code, one.name) for one in visible_queues(self.user)]]

    @cached_property
    def usual_queue(self) -> Queue | None:
        """That of the type, of the shop whose order was picked, and of the language."""
        shop = self.order.shop_id if self.order else None
        return first_queue(self.user, self.type, shop=shop, language=self.values.get("language") or "")

    @property
    def queue(self) -> Queue | None:
        chosen = self.posted.get("queue")
        return next((one for one in visible_queues(self.user) if one.code == chosen), self.usual_queue)

    @property
    def category(self) -> Category | None:
        chosen = self.posted.get("category")
        return next((one for one, _depth in tree() if one.code == chosen), None)

    def agent(self, *, is_wanted: bool) -> User | None:
        """The person, when they want to be, or would not see their own ticket otherwise."""
        return self.user if is_wanted or must_be_agent(self.user, self.queue) else None

    # --- the form ---------------------------------------------------------------------------------------------------

    def checked_form(self) -> NewTicketForm:
        """The form as it was sent, with everything that is wrong with it and with its files."""
        self.is_checked = True
        form = NewTicketForm(self.posted, types=self.types, queues=self.queues)
        form.full_clean()
        for problem in self.file_problems:
            form.add_error(None, problem)
        return self._remembering(form)

    def _remembering(self, form: NewTicketForm) -> NewTicketForm:
        """A tick that stands there because of the last time says so."""
        for name in ("notify_customer", "assign_to_me"):
            if getattr(self.habit, name):
                form.fields[name].help_text = _("ticked as last time")
        return form

    @cached_property
    def habit(self) -> CreationHabit:
        return habit_of(self.user)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the form's fields hold: what was posted, or at first what is usual; then what the picked order tells."""
        values: dict[str, Any] = {
            name: value for name, value in self.posted.items() if name in NewTicketForm.base_fields
        }
        if not self.is_posted:
            values = {
                "notify_customer": self.habit.notify_customer,
                "assign_to_me": self.habit.assign_to_me,
                "source": Source.PHONE,
                "language": self.user.language,
            }
        if self.order and self.just_picked:
            values |= filled_from(self.order)
        return values

    @cached_property
    def open_form(self) -> NewTicketForm:
        """The form to go on filling in: nothing in it is complained about yet."""
        values = self.values | {"type": self.type.code}
        return self._remembering(NewTicketForm(initial=values, types=self.types, queues=self.queues))

    @cached_property
    def custom(self) -> CustomForm:
        """The custom fields of the ticket."""
        return self._custom(Scope.TICKET)

    def _custom(self, scope: str, key: str = "", *, is_checked: bool = True) -> CustomForm:
        return CustomForm(
            sections_of(self.type, scope),
            self.posted,
            user=self.user,
            start=f"{key}-{NAME}" if key else NAME,
            files=self.files_sent,
            is_checked=self.is_checked and is_checked,
        )

    @property
    def custom_forms(self) -> list[CustomForm]:
        """Those in which something may be wrong."""
        return [self.custom, *(row.asked for row in self.rows if row.include and row.asked)]

    # --- products ---------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> list[Row]:
        rows = [*self._order_rows(), *self._own_rows()]
        if sections_of(self.type, Scope.PRODUCT) or any(f"-{NAME}" in name for name in self.posted):
            for row in rows:
                row.asked = self._custom(Scope.PRODUCT, row.key, is_checked=row.include)
        everything = self.posted.get("include")
        if everything in ("all", "none"):
            for row in rows:
                row.include = everything == "all"
        return rows

    def items(self) -> list[ItemDraft]:
        """The products as the action takes them, those left out that have a problem."""
        return [item for row in self.rows if row.include and row.name and (item := _checked(row))]

    @property
    def row_problems(self) -> list[Row]:
        return [row for row in self.rows if row.problem]

    def _order_rows(self) -> Iterable[Row]:
        if self.order is None:
            return
        taken = claimed_items(self.user, self.order)
        for line in products_of(self.order):
            key, product = f"item-{line.pk}", product_from(line)
            claims = claims_of(product, taken)
            yield Row(
                key=key,
                name=product.name,
                code=product.code,
                ordered=product.ordered,
                unit_price=product.unit_price,
                include=f"{key}-include" in self.posted,
                quantity=self.posted.get(f"{key}-quantity") or plain(product.quantity),
                reason=self.posted.get(f"{key}-reason", "")[:300],
                claimed=claims,
                left=plain(left_of(product, claims) or Decimal(0)),
            )

    def _own_rows(self) -> Iterable[Row]:
        numbers = sorted(int(match[1]) for name in self.posted if (match := OWN_ROWS.match(name)))[:MOST_OWN_ROWS]
        for number in numbers:
            key = f"own-{number}"
            name = self.posted.get(f"{key}-name", "").strip()[:300]
            yield Row(
                key=key,
                name=name,
                code=self.posted.get(f"{key}-code", "").strip()[:120],
                include=bool(name),
                quantity=self.posted.get(f"{key}-quantity") or "1",
                reason=self.posted.get(f"{key}-reason", "")[:300],
            )
        if "add_row" in self.posted and len(numbers) < MOST_OWN_ROWS:
            yield Row(key=f"own-{max(numbers, default=0) + 1}")

    # --- files ------------------------------------------------------------------------------------------------------

    @property
    def files(self) -> list[File]:
        """Those kept before and those that came with this request and were taken."""
        return self._taken[0]

    @property
    def file_problems(self) -> list[str]:
        """What is wrong with the files that were not taken."""
        return self._taken[1]

    @cached_property
    def _taken(self) -> tuple[list[File], list[str]]:
        files, problems = list(self._kept_files()), []
        for upload in self.uploads:
            try:
                files.append(store_file(upload, by=Actor.person(self.user)))
            except FileRefused as refusal:
                problems.append(str(refusal))
        return files, problems

    def _kept_files(self) -> Iterable[File]:
        dropped = set(self.posted.getlist("drop_file"))
        wanted = [found for text in self.posted.getlist("kept_file") if text not in dropped and (found := _uuid(text))]
        return get_files_for(self.user, wanted)

    # --- for the side panel -----------------------------------------------------------------------------------------

    def cautions(self) -> list[Caution]:
        """What to look at before the ticket is made; what is claimed already is said at its product."""
        return cautions(
            self.user,
            type=self.type,
            order=self.order,
            ordered_on=_day(self.values.get("ordered_on") or ""),
            today=day_of(timezone.now()),
        )

    def sketch(self) -> Ticket:
        """An unsaved ticket as the form stands, for asking which rules would act."""
        values = self.open_form.initial
        names = ("subject", "customer_name", "email", "phone", "language", "country", "currency", "carrier", "source")
        return Ticket(
            type=self.type,
            status=self.type.initial_status,
            queue=self.queue,
            category=self.category,
            agent=self.agent(is_wanted=bool(values.get("assign_to_me"))),
            order=self.order,
            order_code=values.get("order_code") or "",
            custom=self.custom.kept,
            **{name: values.get(name) or "" for name in names},
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _checked(row: Row) -> ItemDraft | None:
    """The row as the action takes it; None when it can't be taken, which the row says then."""
    try:
        item = row.draft()
        check_item(item)
    except TicketRefused as refusal:
        row.problem = str(refusal)
        return None
    return item


def filled_from(order: Order) -> dict[str, Any]:
    """What an order tells about a ticket (R47), as the form's fields hold it."""
    told = prefill_from(order)
    return asdict(told) | {"ordered_on": told.ordered_on.isoformat()}
