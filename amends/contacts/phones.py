"""Telephone numbers in one spelling."""

import phonenumbers


def e164(phone: str, country: str = "") -> str:
    """`777 123 456` of CZ as `+420777123456`; what is no valid number stays as it is, without outer spaces."""
    phone = phone.strip()
    try:
        number = phonenumbers.parse(phone, country.upper() or None)
    except phonenumbers.NumberParseException:
        return phone[:40]
    if not phonenumbers.is_possible_number(number):
        return phone[:40]
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spaced(phone: str) -> str:
    """`+420777123456` as people read it, `+420 777 123 456`; what is no valid number stays as it is."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
