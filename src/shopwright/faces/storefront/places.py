"""Addresses: the fields of one in a form, countries by name, and one's own address book."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from babel import Locale
from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.faces.storefront.own import items_of, own_page, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.infra.http.inside import Answered
from shopwright.kernel.countries import COUNTRIES

router = APIRouter(include_in_schema=False)
BOOK = "/store/account/addresses"
ONE = f"{BOOK}/{{address_id}}"
_API, _ONE = "/api/v1/users/me/addresses", "users/me/addresses"
PLACE = (
    "recipient",
    "company",
    "line1",
    "line2",
    "postal_code",
    "city",
    "region",
    "country",
    "phone",
)
_KINDS = ("is_default_shipping", "is_default_billing")


@router.get(BOOK)
async def book(asked: Looking) -> Response:
    return await _book(asked)


@router.get(f"{BOOK}/new")
async def new(asked: Looking) -> Response:
    return await _form(asked)


@router.post(BOOK, openapi_extra=TAKES_FORM)
async def add(asked: Sending) -> Response:
    done = await asked.ask("POST", _API, body=_typed(asked.form))
    return await settle(asked, done, back=BOOK, said="saved", page=_form)


@router.get(ONE)
async def one(asked: Looking, address_id: str) -> Response:
    found = await asked.ask("GET", address_of(_ONE, address_id))
    if not found.is_well:
        return await asked.show_refusal(found)
    return await _form(asked, given=found.data)


@router.post(ONE, openapi_extra=TAKES_FORM)
async def change(asked: Sending, address_id: str) -> Response:
    done = await asked.ask("PUT", address_of(_ONE, address_id), body=_typed(asked.form))
    again = partial(_form, given={**asked.form, "id": address_id})
    return await settle(asked, done, back=BOOK, said="saved", page=again)


@router.post(f"{ONE}/default", openapi_extra=TAKES_FORM)
async def make_usual(asked: Sending, address_id: str) -> Response:
    """One form for both: goods or invoices go there unless somebody says otherwise."""
    path = address_of(_ONE, address_id)
    found = await asked.ask("GET", path)
    if not found.is_well:
        return await settle(asked, found, back=BOOK, said="", page=_book)
    kind = f"is_default_{'billing' if asked.form.get('kind') == 'billing' else 'shipping'}"
    body = {name: found.data[name] for name in PLACE} | {kind: True}
    return await settle(
        asked, await asked.ask("PUT", path, body=body), back=BOOK, said="saved", page=_book
    )


@router.post(f"{ONE}/remove", openapi_extra=TAKES_FORM)
async def remove(asked: Sending, address_id: str) -> Response:
    done = await asked.ask("DELETE", address_of(_ONE, address_id))
    return await settle(asked, done, back=BOOK, said="removed", page=_book)


def place_in(form: Mapping[str, str], prefix: str = "") -> dict[str, str] | None:
    """The address that a form holds, or None where its first line is empty."""
    place = {
        name: form[prefix + name].strip() for name in PLACE if form.get(prefix + name, "").strip()
    }
    return place if "line1" in place else None


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Codes and names of countries in the reader's order."""
    names = Locale.parse(language).territories
    return sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda each: each[1])


def _typed(form: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, empty fields too: those that an address must have are for the API to ask for."""
    place = {name: form.get(name, "").strip() for name in PLACE}
    return place | {name: name in form for name in _KINDS}


async def _book(asked: Shopping, refused: Answered | None = None) -> Response:
    found = items_of(await asked.ask("GET", _API))
    shown = {"places": found, "country_names": dict(countries(asked.language))}
    return await own_page(asked, "own_addresses.html", shown, refused)


async def _form(
    asked: Shopping, refused: Answered | None = None, *, given: Mapping[str, Any] | None = None
) -> Response:
    shown = {"given": given or asked.form, "countries": countries(asked.language)}
    return await own_page(asked, "own_address.html", shown, refused)
