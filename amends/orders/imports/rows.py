"""From the texts of a feed or table to one checked order.

Both formats are brought to the same raw order: texts by the names of Order's and OrderItem's columns. What a shop
leaves out and its settings can stand in for is filled in; what is essential and wrong refuses the order, never the
file.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from amends.orders.imports.reasons import RowRefused
from amends.orders.models import ItemKind, Order, OrderItem, Shop

Texts = dict[str, str]


@dataclass
class RawItem:
    line: int
    texts: Texts


@dataclass
class RawOrder:
    """One order as it stands in the file. `names` tells how each column is called there, for problems.

    `refused` is set by a reader that could see itself that the order is unusable.
    """

    line: int
    texts: Texts
    items: list[RawItem] = field(default_factory=list)
    billing_address: Texts = field(default_factory=dict)
    shipping_address: Texts = field(default_factory=dict)
    refused: RowRefused | None = None


@dataclass
class CheckedOrder:
    """Values in the order of ORDER_COLUMNS, and for each item in that of ITEM_COLUMNS."""

    line: int
    code: str
    values: dict[str, object]
    items: list[tuple[object, ...]]


ORDER_COLUMNS = (
    "code",
    "external_id",
    "placed_at",
    "customer_name",
    "company",
    "email",
    "phone",
    "billing_address",
    "shipping_address",
    "language",
    "country",
    "currency",
    "carrier",
    "payment",
    "total",
    "total_without_vat",
    "url",
    "invoice_code",
    "package_number",
    "items_digest",
)
ITEM_COLUMNS = ("position", "kind", "code", "name", "variant", "quantity", "unit_price", "total", "vat_rate")

_TEXT_COLUMNS = (
    "customer_name",
    "company",
    "email",
    "phone",
    "carrier",
    "payment",
    "url",
    "invoice_code",
    "package_number",
)
_LENGTHS = {each.name: each.max_length for each in Order._meta.fields if each.max_length}
_ITEM_LENGTHS = {each.name: each.max_length for each in OrderItem._meta.fields if each.max_length}
_KINDS = set(ItemKind.values)
_CENT, _FINE, _PIECE = Decimal("0.01"), Decimal("0.0001"), Decimal("0.001")
_LARGEST = {_CENT: Decimal(10) ** 12, _FINE: Decimal(10) ** 10, _PIECE: Decimal(10) ** 9}
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_TWO_LETTERS = re.compile(r"[A-Za-z]{2}", re.ASCII)
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Checker:
    """Checks the raw orders of one shop. `names` tells how the format calls a column, for problems."""

    def __init__(self, shop: Shop, names: Mapping[str, str], item_names: Mapping[str, str]) -> None:
        self.shop = shop
        self.names = names
        self.item_names = item_names
        self.zone = ZoneInfo(shop.time_zone)

    def check(self, raw: RawOrder) -> CheckedOrder:
        """The order ready to be stored; raises RowRefused with the first thing that is wrong."""
        if raw.refused:
            raise raw.refused
        texts = {name: _clean(text) for name, text in raw.texts.items()}
        items = [self._item(position, item) for position, item in enumerate(raw.items, start=1)]
        values = self._columns(texts) | self._people(texts, raw) | self._delivery(texts, items)
        values["items_digest"] = hashlib.md5(repr(items).encode(), usedforsecurity=False).hexdigest()
        return CheckedOrder(raw.line, str(values["code"]), values, items)

    def _columns(self, texts: Texts) -> dict[str, object]:
        values: dict[str, object] = {name: self._text(texts, name) for name in _TEXT_COLUMNS}
        external_id = self._text(texts, "external_id")
        return values | {
            "external_id": external_id,
            "code": self._text(texts, "code") or self._required(external_id, "code"),
            "placed_at": self._moment(texts.get("placed_at", "")),
            "currency": self._currency(texts.get("currency", "")),
            "total": self._number(texts.get("total", ""), self.names["total"], _CENT),
            "total_without_vat": self._number(
                texts.get("total_without_vat", ""), self.names["total_without_vat"], _CENT
            )
            if texts.get("total_without_vat")
            else None,
        }

    def _people(self, texts: Texts, raw: RawOrder) -> dict[str, object]:
        billing, shipping = _address(raw.billing_address), _address(raw.shipping_address)
        name = texts.get("customer_name") or billing.get("name") or shipping.get("name") or ""
        company = texts.get("company") or billing.get("company") or shipping.get("company") or ""
        country = next(filter(_TWO_LETTERS.fullmatch, _countries(texts, shipping, billing)), self.shop.country)
        language = texts.get("language", "")[:2]
        return {
            "customer_name": self._short(name or company, "customer_name"),
            "company": self._short(company, "company"),
            "billing_address": billing,
            "shipping_address": shipping,
            "country": country.upper(),
            "language": language.lower() if _TWO_LETTERS.fullmatch(language) else self.shop.language,
        }

    def _delivery(self, texts: Texts, items: list[tuple[object, ...]]) -> dict[str, object]:
        """Carrier and payment: as given, else the names of the items of these kinds."""
        names = {kind: str(name) for _position, kind, _code, name, *_rest in reversed(items)}
        carrier = texts.get("carrier") or names.get(ItemKind.SHIPPING, "")
        payment = texts.get("payment") or names.get(ItemKind.BILLING, "")
        return {"carrier": carrier[: _LENGTHS["carrier"]], "payment": payment[: _LENGTHS["payment"]]}

    def _item(self, position: int, raw: RawItem) -> tuple[object, ...]:
        texts = {name: _clean(text) for name, text in raw.texts.items()}
        try:
            return self._item_columns(position, texts)
        except RowRefused as refusal:
            raise RowRefused(refusal.code, at=raw.line, **refusal.details) from None

    def _item_columns(self, position: int, texts: Texts) -> tuple[object, ...]:
        kind = (texts.get("kind") or ItemKind.PRODUCT).lower()
        if kind not in _KINDS:
            raise RowRefused("not_a_kind", field=self.item_names["kind"], value=texts["kind"])
        name = texts.get("name") or texts.get("code", "")
        if not name:
            raise RowRefused("missing", field=self.item_names["name"])
        quantity = self._item_number(texts, "quantity", _PIECE) or Decimal(1)
        unit_price = self._item_number(texts, "unit_price", _FINE)
        total = self._item_number(texts, "total", _CENT)
        if unit_price is None:
            unit_price = ((total or Decimal(0)) / quantity).quantize(_FINE) if total else Decimal(0)
        if total is None:
            total = (unit_price * quantity).quantize(_CENT)
        vat_rate = self._item_number(texts, "vat_rate", _CENT)
        if vat_rate is not None and vat_rate >= 1000:
            raise RowRefused("number_too_large", field=self.item_names["vat_rate"], value=texts["vat_rate"])
        return (
            position,
            kind,
            self._item_text(texts.get("code", ""), "code"),
            self._item_text(name, "name"),
            self._item_text(texts.get("variant", ""), "variant"),
            quantity,
            unit_price,
            total,
            vat_rate,
        )

    # --- single values ----------------------------------------------------------------------------------------------
    def _text(self, texts: Texts, name: str) -> str:
        return self._short(texts.get(name, ""), name)

    def _short(self, text: str, name: str) -> str:
        return _at_most(_LENGTHS[name], text, self.names[name])

    def _item_text(self, text: str, name: str) -> str:
        return _at_most(_ITEM_LENGTHS[name], text, self.item_names[name])

    def _required(self, text: str, name: str) -> str:
        if not text:
            raise RowRefused("missing", field=self.names[name])
        return text

    def _moment(self, text: str) -> datetime:
        """An aware moment; without an offset it is the shop's local time."""
        name = self.names["placed_at"]
        self._required(text, "placed_at")
        try:
            if not _DATE.fullmatch(text):
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            moment.utctimetuple()
        except (ValueError, OverflowError):
            raise RowRefused("not_a_date", field=name, value=text) from None
        if not 1970 <= moment.year < 2200:
            raise RowRefused("not_a_date", field=name, value=text)
        return moment

    def _currency(self, text: str) -> str:
        currency = text.upper() or self.shop.currency
        if not _CURRENCY.fullmatch(currency):
            raise RowRefused("not_a_currency", field=self.names["currency"], value=text)
        return currency

    def _item_number(self, texts: Texts, name: str, step: Decimal) -> Decimal | None:
        text = texts.get(name, "")
        return self._number(text, self.item_names[name], step) if text else None

    def _number(self, text: str, name: str, step: Decimal) -> Decimal:
        if not text:
            raise RowRefused("missing", field=name)
        if not _NUMBER.fullmatch(text):
            raise RowRefused("not_a_number", field=name, value=text)
        try:
            number = Decimal(text).quantize(step)
        except InvalidOperation:
            raise RowRefused("number_too_large", field=name, value=text) from None
        if abs(number) >= _LARGEST[step]:
            raise RowRefused("number_too_large", field=name, value=text)
        return number + 0  # no negative zero


def _clean(text: str) -> str:
    """White space collapsed to single spaces; control characters, which the database or a page would refuse, gone."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text  # nearly always, and four times as fast
    return " ".join(_UNSTORABLE.sub(" ", text).split())


def _at_most(longest: int, text: str, name: str) -> str:
    if len(text) > longest:
        raise RowRefused("too_long", field=name, longest=longest, value=text)
    return text


def _address(texts: Texts) -> Texts:
    """What is filled in, cut to a length no address has."""
    return {part: cleaned[:200] for part, text in texts.items() if (cleaned := _clean(text))}


def _countries(texts: Texts, shipping: Texts, billing: Texts) -> list[str]:
    return [texts.get("country", ""), shipping.get("country", ""), billing.get("country", "")]
