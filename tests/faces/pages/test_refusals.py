"""What the API would not do, told in the reader's language: every error, and what is wrong with a field."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from fastapi import FastAPI
from pydantic import BaseModel, EmailStr, Field, ValidationError
from zxcvbn import feedback

import shopwright.main  # noqa: F401 - every error there is
from shopwright.faces.pages.refusals import LOCALES, SHAPES, exactly, fault, refusal
from shopwright.infra.http.problems import document
from shopwright.kernel.errors import InvalidMoney, ShopError
from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address
from shopwright.modules.customers.errors import InvalidAddress
from shopwright.modules.customers.rules import checked_address
from shopwright.modules.identity.errors import WeakPassword
from shopwright.modules.inventory.contracts import Shortage
from shopwright.modules.inventory.errors import OutOfStock
from shopwright.modules.payments.adapters.testing import TOKENS
from tests.support.desk import at_the_desk
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PLACES = re.compile(r"%\(\w+\)s")
STATUSES = (400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 412, 413, 414, 415, 422, 429, 431)
HOME = Address(
    recipient="Robin", line1="Mill Lane 1", city="Berlin", country="DE", postal_code="10115"
)


def german() -> dict[str, str]:
    told: dict[str, str] = {}
    for path in sorted(LOCALES.glob("de*.po")):
        with path.open("rb") as file:
            entries = [each for each in read_po(file, locale="de") if each.id]
        assert not told.keys() & {str(each.id) for each in entries}
        told |= {str(each.id): str(each.string) for each in entries}
    return told


def errors(kind: type[ShopError] = ShopError) -> Iterator[type[ShopError]]:
    for each in kind.__subclasses__():
        if each.__module__.startswith("shopwright."):
            yield each
        yield from errors(each)


def test_each_error_that_a_page_can_show_is_there_in_german() -> None:
    told, shown = german(), {each.title for each in errors() if each.status != 500}
    shown |= {document(status)["title"] for status in (*STATUSES, 500, 503)}

    assert len(shown) > 250
    assert {title for title in shown if not told.get(title)} == set()


def test_what_makes_a_password_weak_is_there_in_german() -> None:
    tree = ast.parse(Path(str(feedback.__file__)).read_text(encoding="utf-8"))
    warnings = {
        str(node.value.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and getattr(node.targets[0], "id", "") == "warning"
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.args[0], ast.Constant)
    }

    assert len(warnings) > 5
    assert warnings - german().keys() == set()


def test_each_test_card_is_told_in_german() -> None:
    assert set(TOKENS.values()) - german().keys() == set()


def test_what_is_put_into_a_text_is_put_into_its_german() -> None:
    told = german()

    differing = [
        text
        for text, in_german in told.items()
        if sorted(PLACES.findall(text)) != sorted(PLACES.findall(in_german))
        or not in_german.strip()
    ]

    assert differing == []
    assert set(SHAPES.values()) - told.keys() == set()


def test_nobody_is_called_du() -> None:
    familiar = re.compile(r"\b(du|dich|dir|dein\w*)\b", re.IGNORECASE)

    assert [each for each in german().values() if familiar.search(each)] == []


class Told(BaseModel):
    """Each field in a way that its value is refused."""

    short: Annotated[str, Field(min_length=1)] = ""
    longer: Annotated[str, Field(min_length=10)] = ""
    long: Annotated[str, Field(max_length=3)] = ""
    least: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(le=5)] = 5
    some: Annotated[list[int], Field(min_length=1)]
    few: Annotated[list[int], Field(max_length=1)]
    mail: EmailStr
    pattern: Annotated[str, Field(pattern="^[0-9]{6}$")]
    choice: Literal["a", "b"]
    number: int
    id: UUID


@pytest.mark.parametrize(
    ("name", "given", "english", "in_german"),
    [
        ("short", "", "This is required.", "Das wird gebraucht."),
        ("longer", "x", "At least 10 characters.", "Mindestens 10 Zeichen."),
        ("long", "xxxx", "At most 3 characters.", "Höchstens 3 Zeichen."),
        ("least", 0, "At least 1.", "Mindestens 1."),
        ("most", 6, "At most 5.", "Höchstens 5."),
        ("some", [], "Choose at least one.", "Wählen Sie mindestens eines."),
        ("few", [1, 2], "At most 1.", "Höchstens 1."),
        ("mail", "nobody", "This is no mail address.", "Das ist keine E-Mail-Adresse."),
        (
            "pattern",
            "x",
            "This is not written as it has to be.",
            "Das ist nicht so geschrieben, wie es sein muss.",
        ),
        ("choice", "c", "This is none of the choices.", "Das steht nicht zur Wahl."),
        ("number", "x", "This is no number.", "Das ist keine Zahl."),
        ("id", "x", "This can't be read.", "Das lässt sich nicht lesen."),
    ],
)
def test_a_fault_of_a_field_is_told_plainly(
    name: str, given: Any, english: str, in_german: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Told.model_validate({name: given})
    [message] = [each["msg"] for each in refused.value.errors() if each["loc"] == (name,)]

    assert fault(message, "en") == english
    assert fault(message, "de") == in_german


@pytest.mark.parametrize(
    ("changes", "in_german"),
    [
        ({"postal_code": "x"}, "Das ist keine Postleitzahl von DE; sie sieht aus wie"),
        ({"city": ""}, "Das wird in DE gebraucht."),
        ({"country": "US", "region": "ZZ"}, "Diese Region gibt es in US nicht."),
        ({"phone": "x"}, "Das ist keine Telefonnummer."),
        ({"line1": "x" * 5000}, "Das ist zu lang."),
    ],
)
def test_a_fault_of_an_address_is_told_in_german(changes: dict[str, str], in_german: str) -> None:
    with pytest.raises(InvalidAddress) as refused:
        checked_address(Address(**{**HOME.as_dict(), **changes}))

    told = fault(refused.value.detail, "de")

    assert told.startswith(in_german)


@pytest.mark.parametrize(
    ("amount", "in_german"),
    [
        ("1,50", "Ein Betrag wird in Ziffern mit einem Punkt geschrieben, etwa 19.99."),
        ("9" * 20, "Der Betrag ist zu groß."),
        ("1.505", "Ein Betrag in EUR hat höchstens 2 Stellen nach dem Punkt."),
    ],
)
def test_a_fault_of_an_amount_is_told_in_german(amount: str, in_german: str) -> None:
    with pytest.raises(InvalidMoney) as refused:
        Money.parse(amount, "EUR")

    assert fault(refused.value.detail, "de") == in_german


def problem(error: ShopError) -> dict[str, Any]:
    return document(error.status, code=error.code, title=error.title, detail=error.detail)


def test_what_happened_this_time_is_told_where_there_are_words_for_it() -> None:
    here = UUID(int=1)
    short = problem(OutOfStock([Shortage(here, 3, 1)], {here: "Green Tea"}))
    weak = problem(WeakPassword("This is a very common password."))

    assert refusal(short, "de") == (
        "Es ist nicht genug da: 3 von Green Tea gewünscht, 1 vorhanden."
    )
    assert exactly(weak, "de") == "Das ist ein sehr häufiges Passwort."


def test_what_there_are_no_words_for_is_told_in_general() -> None:
    odd = problem(WeakPassword("Something that nobody has translated."))

    assert refusal(odd, "de") == "Das Passwort ist zu schwach."
    assert exactly(odd, "de") == ""
    assert refusal(odd, "en") == "Something that nobody has translated."
    assert refusal({"title": "Unheard of.", "detail": ""}, "de") == "Unheard of."


def test_a_text_of_somebodys_choosing_is_put_in_as_it_is() -> None:
    here = UUID(int=1)
    nasty = problem(OutOfStock([Shortage(here, 3, 1)], {here: "100 %(left)s <b>"}))

    assert "3 von 100 %(left)s <b> gewünscht" in refusal(nasty, "de")


async def test_staff_is_told_in_his_language(app: FastAPI, admin: Person) -> None:
    async with at_the_desk(app, admin) as clerk:
        clerk.browser.headers.update({"accept-language": "de"})
        page = await clerk.look(f"/admin/products/{UUID(int=7)}")

    assert page.status_code == 404
    assert "Dieses Produkt gibt es nicht." in page.text
