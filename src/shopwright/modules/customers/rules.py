"""What makes an address or a profile acceptable."""

import re
from dataclasses import replace

from shopwright.kernel.countries import is_country
from shopwright.modules.customers.contracts import Address
from shopwright.modules.customers.errors import InvalidAddress, InvalidProfile

MOST_ADDRESSES = 50
_REQUIRED = ("recipient", "line1", "city", "country")
_LONGEST = {"postal_code": 20, "phone": 40}
_LONGEST_LINE = 255
_PHONE = re.compile(r"\+?[0-9 ()./-]{3,39}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")


def checked_address(address: Address) -> Address:
    """The address in its stored form: no blanks at the ends of its parts, the country in capitals.

    Raises:
        InvalidAddress: a part is missing, too long, or the country does not exist; ``field`` names it.
    """
    parts = {name: part.strip() for name, part in address.as_dict().items()}
    parts["country"] = parts["country"].upper()
    for name, part in parts.items():
        if not part and name in _REQUIRED:
            raise InvalidAddress(f"The address needs its {name}.", field=name)
        if len(part) > _LONGEST.get(name, _LONGEST_LINE):
            raise InvalidAddress(f"The address's {name} is too long.", field=name)
    if not is_country(parts["country"]):
        raise InvalidAddress("The country is not a code of ISO 3166-1 alpha-2.", field="country")
    if parts["phone"] and not _PHONE.fullmatch(parts["phone"]):
        raise InvalidAddress("The phone number has characters that none has.", field="phone")
    return replace(address, **parts)


def checked_phone(phone: str) -> str:
    """Raises InvalidProfile where it can't be a phone number; empty is none."""
    if phone and not _PHONE.fullmatch(phone):
        raise InvalidProfile("The phone number has characters that none has.", field="phone")
    return phone


def checked_locale(locale: str) -> str:
    """Raises InvalidProfile where it is not a language tag such as ``de`` or ``de-AT``; empty is none."""
    if locale and not _LOCALE.fullmatch(locale):
        raise InvalidProfile("A locale looks like de or de-AT.", field="locale")
    return locale
