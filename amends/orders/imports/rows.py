"""From the texts of a feed or table to one checked order.

Both formats are brought to the same raw order: texts by the names of Order's and OrderItem's columns. What a shop
leaves out and its settings can stand in for is filled in; what is essential and wrong refuses the order, never the
file. Checked values are texts again, as PostgreSQL reads them: a file has many of them, and most are texts anyway.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from amends.orders.imports.reasons import RowRefused
from amends.orders.models import ItemKind, Order, OrderItem, Shop
from amends.orders.models.orders import leads_to_a_page

Texts = dict[str, str]


@dataclass(slots=True)
class RawItem:
    line: int
    texts: Texts


@dataclass(slots=True)
class RawOrder:
    """One order as it stands in the file.

    `fingerprint` is what it is known again by, None when it has none. `refused` is set by a reader that could see
    itself that the order is unusable.
    """

    line: int
    texts: Texts
    items: list[RawItem] = field(default_factory=list)
    billing_address: Texts = field(default_factory=dict)
    shipping_address: Texts = field(default_factory=dict)
    fingerprint: bytes | None = None
    refused: RowRefused | None = None


@dataclass(slots=True)
class KnownOrder:
    """One order that the file repeats just as it was imported last."""

    line: int
    order_id: int


@dataclass(slots=True)
class CheckedOrder:
    """Values in the order of ORDER_COLUMNS, and for each item in that of ITEM_COLUMNS; NOTHING for null."""

    line: int
    fingerprint: bytes | None
    values: list[str]
    items: list[list[str]]


NOTHING = "\x01"
"""Null among checked values: a character that checked texts do not contain."""

ORDER_COLUMNS = (
    "external_id",
    "code",
    "placed_at",
    "currency",
    "total",
    "total_without_vat",
    "email",
    "phone",
    "url",
    "invoice_code",
    "package_number",
    "customer_name",
    "company",
    "billing_address",
    "shipping_address",
    "country",
    "language",
    "carrier",
    "payment",
)
ITEM_COLUMNS = ("position", "kind", "code", "name", "variant", "quantity", "unit_price", "total", "vat_rate")

_PLAIN = ("email", "phone", "url", "invoice_code", "package_number")
_LENGTHS = {each.name: each.max_length for each in Order._meta.fields if each.max_length}
_ITEM_LENGTHS = {each.name: each.max_length for each in OrderItem._meta.fields if each.max_length}
_KINDS, _PRODUCT = set(ItemKind.values), ItemKind.PRODUCT.value
_ZERO, _ONE = Decimal(0), Decimal(1)
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
        _clean_all(raw)
        if not leads_to_a_page(raw.texts.get("url", "")):
            raw.texts["url"] = ""
        items = [self._item(position, item) for position, item in enumerate(raw.items, start=1)]
        values = [*self._columns(raw.texts), *self._people(raw), *self._delivery(raw.texts, items)]
        return CheckedOrder(raw.line, raw.fingerprint, values, items)

    def _columns(self, texts: Texts) -> list[str]:
        external_id = self._text(texts, "external_id")
        without_vat = texts.get("total_without_vat")
        plain = [self._text(texts, name) for name in _PLAIN]
        return [
            external_id,
            self._text(texts, "code") or self._required(external_id, "code"),
            self._moment(texts.get("placed_at", "")),
            self._currency(texts.get("currency", "")),
            f"{self._number(texts.get('total', ''), self.names['total'], _CENT):f}",
            f"{self._number(without_vat, self.names['total_without_vat'], _CENT):f}" if without_vat else NOTHING,
            *plain,
        ]

    def _people(self, raw: RawOrder) -> list[str]:
        texts, billing, shipping = raw.texts, _address(raw.billing_address), _address(raw.shipping_address)
        name = texts.get("customer_name") or billing.get("name") or shipping.get("name") or ""
        company = texts.get("company") or billing.get("company") or shipping.get("company") or ""
        countries = (texts.get("country", ""), shipping.get("country", ""), billing.get("country", ""))
        country = next(filter(_TWO_LETTERS.fullmatch, countries), self.shop.country)
        language = texts.get("language", "")[:2]
        billing_text = _to_json(billing)
        return [
            _at_most(_LENGTHS["customer_name"], name or company, self.names["customer_name"]),
            _at_most(_LENGTHS["company"], company, self.names["company"]),
            billing_text,
            billing_text if shipping == billing else _to_json(shipping),
            country.upper(),
            language.lower() if _TWO_LETTERS.fullmatch(language) else self.shop.language,
        ]

    def _delivery(self, texts: Texts, items: list[list[str]]) -> list[str]:
        """Carrier and payment: as given, else the names of the items of these kinds."""
        names = {kind: name for _position, kind, _code, name, *_rest in reversed(items)}
        return [
            self._text(texts, "carrier") or names.get(ItemKind.SHIPPING.value, "")[: _LENGTHS["carrier"]],
            self._text(texts, "payment") or names.get(ItemKind.BILLING.value, "")[: _LENGTHS["payment"]],
        ]

    def _item(self, position: int, raw: RawItem) -> list[str]:
        try:
            return self._item_columns(position, raw.texts)
        except RowRefused as refusal:
            raise RowRefused(refusal.code, at=raw.line, **refusal.details) from None

    def _item_columns(self, position: int, texts: Texts) -> list[str]:
        kind = (texts.get("kind") or _PRODUCT).lower()
        if kind not in _KINDS:
            raise RowRefused("not_a_kind", field=self.item_names["kind"], value=texts["kind"])
        name = texts.get("name") or texts.get("code", "")
        if not name:
            raise RowRefused("missing", field=self.item_names["name"])
        quantity = self._item_number(texts, "quantity", _PIECE) or _ONE
        unit_price = self._item_number(texts, "unit_price", _FINE)
        total = self._item_number(texts, "total", _CENT)
        if unit_price is None:
            unit_price = ((total or _ZERO) / quantity).quantize(_FINE) if total else _ZERO
        if total is None:
            total = (unit_price * quantity).quantize(_CENT)
        vat_rate = self._item_number(texts, "vat_rate", _CENT)
        if vat_rate is not None and vat_rate >= 1000:
            raise RowRefused("number_too_large", field=self.item_names["vat_rate"], value=texts["vat_rate"])
        return [
            str(position),
            kind,
            self._item_text(texts.get("code", ""), "code"),
            self._item_text(name, "name"),
            self._item_text(texts.get("variant", ""), "variant"),
            f"{quantity:f}",
            f"{unit_price:f}",
            f"{total:f}",
            NOTHING if vat_rate is None else f"{vat_rate:f}",
        ]

    # --- single values ----------------------------------------------------------------------------------------------
    def _text(self, texts: Texts, name: str) -> str:
        return _at_most(_LENGTHS[name], texts.get(name, ""), self.names[name])

    def _item_text(self, text: str, name: str) -> str:
        return _at_most(_ITEM_LENGTHS[name], text, self.item_names[name])

    def _required(self, text: str, name: str) -> str:
        if not text:
            raise RowRefused("missing", field=self.names[name])
        return text

    def _moment(self, text: str) -> str:
        """An aware moment; without an offset it is the shop's local time."""
        name = self.names["placed_at"]
        self._required(text, "placed_at")
        try:
            if not _DATE.fullmatch(text):
                raise ValueError(text)
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            told = moment.isoformat()
            moment.utctimetuple()
        except (ValueError, OverflowError):
            raise RowRefused("not_a_date", field=name, value=text) from None
        if not 1970 <= moment.year < 2200:
            raise RowRefused("not_a_date", field=name, value=text)
        return told

    def _currency(self, text: str) -> str:
        currency = text.upper() or self.shop.currency
        if not _CURRENCY.fullmatch(currency):
            raise RowRefused("not_a_currency", field=self.names["currency"], value=text)
        return currency

    def _item_number(self, texts: Texts, name: str, step: Decimal) -> Decimal | None:
        text = texts.get(name, "")
        return self._number(text, self.item_names[name], step) if text else None

    def _number(self, text: str, name: str, step: Decimal) -> Decimal:
        number = _number(text, step)
        if isinstance(number, str):
            details: dict[str, Any] = {} if number == "missing" else {"value": text}
            raise RowRefused(number, field=name, **details)
        return number


@lru_cache(maxsize=20_000)
def _number(text: str, step: Decimal) -> Decimal | str:
    """The number, or why it is none. Prices, quantities and rates come again and again."""
    if not text:
        return "missing"
    if not _NUMBER.fullmatch(text):
        return "not_a_number"
    try:
        number = Decimal(text).quantize(step)
    except InvalidOperation:
        return "number_too_large"
    return "number_too_large" if abs(number) >= _LARGEST[step] else number + 0  # no negative zero


def _clean_all(raw: RawOrder) -> None:
    """White space collapsed to single spaces; control characters, which the database or a page would refuse, gone.

    Nearly always there is nothing to do, and one look at all texts together tells.
    """
    holders = [raw.texts, raw.billing_address, raw.shipping_address, *[item.texts for item in raw.items]]
    together = "|".join(["|".join(holder.values()) for holder in holders])
    if together.isprintable() and "  " not in together and " |" not in f"{together}|" and "| " not in f"|{together}":
        return
    for holder in holders:
        for name, text in holder.items():
            holder[name] = " ".join(_UNSTORABLE.sub(" ", text).split())


def _at_most(longest: int, text: str, name: str) -> str:
    if len(text) > longest:
        raise RowRefused("too_long", field=name, longest=longest, value=text)
    return text


def _address(texts: Texts) -> Texts:
    """What is filled in, cut to a length no address has."""
    return {part: text[:200] for part, text in texts.items() if text}


_to_json = json.JSONEncoder(ensure_ascii=False).encode
