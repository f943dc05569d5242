"""What each type of custom field takes, how it is kept, read and asked for in SQL.

A value is kept as JSON: a text, true or false, a list of codes, or for a file its id and name. Numbers are kept as
texts, exactly as they were given; JSON has no exact fractions that every reader agrees on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email, validate_slug
from django.db.models import BooleanField, DateField, DecimalField, F, Func, JSONField, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.cz import bankaccount
from stdnum.exceptions import ValidationError as WrongNumber

from amends.kit.translated import say
from amends.tickets.models import CustomField, FieldType
from amends.vocabulary import types
from amends.vocabulary.askers import Asker
from amends.vocabulary.days import Instant
from amends.vocabulary.problems import BadValue
from amends.vocabulary.types import ValueType, parse_lines

HOME = "CZ"
"""Whose telephone numbers are written without the country."""


def _literal(code: str) -> str:
    """The code in SQL: no parameter, so that what is asked and what is indexed are the same text."""
    validate_slug(code)
    return f"'{code}'"


class Kept(Func):
    """What is kept of a field, as text."""

    def __init__(self, code: str) -> None:
        super().__init__(F("custom"), template=f"(%(expressions)s ->> {_literal(code)})", output_field=TextField())


class KeptList(Func):
    """What is kept of a field, as JSON."""

    def __init__(self, code: str) -> None:
        super().__init__(F("custom"), template=f"(%(expressions)s -> {_literal(code)})", output_field=JSONField())


class KeptDay(Func):
    """A day; text made a date is not the same under every setting of the server, so it could not be indexed."""

    function = "amends_day"

    def __init__(self, code: str) -> None:
        super().__init__(Kept(code), output_field=DateField())


def _number_of(code: str) -> Any:
    return Cast(Kept(code), DecimalField(max_digits=30, decimal_places=10))


def _flag_of(code: str) -> Any:
    return Cast(Kept(code), BooleanField())


def _name_of_file(code: str) -> Any:
    template = f"jsonb_extract_path_text(%(expressions)s, {_literal(code)}, 'name')"
    return Func(F("custom"), template=template, output_field=TextField())


@dataclass(frozen=True)
class Kind:
    """`check` makes of what was given what is kept; it raises BadValue. `read` makes a value of what is kept."""

    type: ValueType
    check: Callable[[Any], Any]
    icon: str
    expression: Callable[[str], Any] = Kept
    read: Callable[[Any], Any] = lambda kept: kept
    is_text: bool = False


def _line(raw: Any) -> str:
    text: str = types.TEXT.parse(raw)
    return text


def _exact(raw: Any) -> str:
    number = types.NUMBER.parse(raw)
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def _day(raw: Any) -> str:
    if isinstance(raw, date):
        return raw.isoformat()
    day = types.DAY.parse(raw)
    if isinstance(day, Instant):
        raise BadValue(_("Write a day."))
    meant = day.on(Asker.nobody())
    if not 1900 <= meant.year <= 2199:
        raise BadValue(_("The day has to lie between 1900 and 2199."))
    return str(meant.isoformat())


def _flag(raw: Any) -> bool:
    return bool(types.FLAG.parse(raw))


def _url(raw: Any) -> str:
    text = _line(raw)
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise BadValue(say(_("“%(value)s” is no link. Write it as https://example.com."), value=text[:60])) from None
    return address


def _email(raw: Any) -> str:
    text = _line(raw)
    try:
        validate_email(text)
    except ValidationError:
        sentence = _("“%(value)s” is no e-mail address. Write it as name@example.com.")
        raise BadValue(say(sentence, value=text[:60])) from None
    return text


def _phone(raw: Any) -> str:
    text = _line(raw)
    try:
        number = phonenumbers.parse(text, HOME)
        is_valid = phonenumbers.is_valid_number(number)
    except phonenumbers.NumberParseException:
        is_valid = False
    if not is_valid:
        sentence = _("“%(value)s” is no telephone number. Write it with the country, such as +420 777 123 456.")
        raise BadValue(say(sentence, value=text[:60]))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _iban(raw: Any) -> str:
    """Without spaces, as banks exchange it (ISO 13616); its check digits and the account inside it are right."""
    text = _line(raw)
    try:
        return str(iban.validate(text))
    except WrongNumber:
        sentence = _("“%(value)s” is no IBAN. Write it as CZ65 0800 0000 1920 0014 5399; a digit may be wrong.")
        raise BadValue(say(sentence, value=text[:60])) from None


def _cz_account(raw: Any) -> str:
    """Prefix, number and the code of a bank that there is, without zeros in front; both parts carry check digits
    (decree No. 169/2011 Sb. of the Czech National Bank)."""
    text = _line(raw)
    try:
        account, bank = bankaccount.validate("".join(text.split())).split("/")
    except WrongNumber:
        account = bank = ""
    if not account.strip("0-"):
        sentence = _("“%(value)s” is no Czech account number. Write it as 19-2000145399/0800; a digit may be wrong.")
        raise BadValue(say(sentence, value=text[:60]))
    parts = [part.lstrip("0") for part in account.split("-")]
    return f"{'-'.join(part for part in parts if part)}/{bank}"


def _codes(raw: Any) -> list[str]:
    given = raw if isinstance(raw, list | tuple) else str(raw).split(",")
    return list(dict.fromkeys(_line(one) for one in given if str(one).strip()))


def _file(raw: Any) -> dict[str, str]:
    if isinstance(raw, dict) and raw.keys() == {"file", "name"}:
        return {"file": str(raw["file"]), "name": str(raw["name"])}
    raise BadValue(_("Choose a file."))


def _text_kind(check: Callable[[Any], str], icon: str) -> Kind:
    return Kind(types.TEXT, check, icon, is_text=True)


KINDS: dict[str, Kind] = {
    FieldType.TEXT: _text_kind(_line, "abc"),
    FieldType.LINES: _text_kind(parse_lines, "align-left"),
    FieldType.NUMBER: Kind(types.NUMBER, _exact, "numbers", _number_of, Decimal),
    FieldType.MONEY: Kind(types.MONEY, _exact, "coin", _number_of, Decimal),
    FieldType.DATE: Kind(types.DAY, _day, "calendar", KeptDay, date.fromisoformat),
    FieldType.FLAG: Kind(types.FLAG, _flag, "toggle-left", _flag_of),
    FieldType.CHOICE: Kind(types.CHOICE, _line, "selector"),
    FieldType.CHOICES: Kind(types.CHOICES, _codes, "list-check", KeptList),
    FieldType.URL: _text_kind(_url, "link"),
    FieldType.EMAIL: _text_kind(_email, "mail"),
    FieldType.PHONE: _text_kind(_phone, "phone"),
    FieldType.IBAN: _text_kind(_iban, "building-bank"),
    FieldType.CZ_ACCOUNT: _text_kind(_cz_account, "building-bank"),
    FieldType.BRANCH: Kind(types.CHOICE, _line, "map-pin"),
    FieldType.FILE: Kind(types.TEXT, _file, "paperclip", _name_of_file, lambda kept: kept["name"], is_text=True),
}


def kind_of(field: CustomField) -> Kind:
    return KINDS[field.type]


def chooser_of(field: CustomField) -> str:
    """What its values name; "" for plain ones."""
    if field.has_options:
        return f"field_option:{field.code}"
    return "branch" if field.type == FieldType.BRANCH else ""


def is_nothing(raw: Any) -> bool:
    return raw is None or raw in ("", [], ()) or (isinstance(raw, str) and not raw.strip())
