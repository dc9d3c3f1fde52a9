"""The back office in the visitor's language: no text without its German, and the language that somebody chose."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi import FastAPI

from shopwright.faces.backoffice import files, order, orders, related, returns, reviews, stock
from shopwright.faces.backoffice.analytics import GROUPS, ORDERS
from shopwright.faces.backoffice.attention import QUEUES
from shopwright.faces.backoffice.menu import MENU
from shopwright.faces.backoffice.page import SITE
from shopwright.faces.backoffice.records.forms import Field, Maker
from shopwright.faces.backoffice.records.kinds import KINDS
from shopwright.faces.backoffice.records.schemas import taken_by
from shopwright.faces.backoffice.system.settings import HINTS
from shopwright.satellites import notifications
from tests.support.desk import BROWSER, Clerk

pytestmark = pytest.mark.anyio
GERMAN = {"accept-language": "de-AT, en;q=0.5"}
_PLACES = re.compile(r"%\(\w+\)s|\{n\}")
_SENTENCE = re.compile(r"[A-Z%].* .*\.")
_OPTIONS = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_WORDS_OF_FORMS = frozenset(("", "\u2013"))


def catalogue() -> Catalog:
    found = Catalog(locale="de")
    for path in sorted(SITE.locales.glob("*.po")):
        with path.open("rb") as file:
            for each in read_po(file, locale="de"):
                found.add(each.id, each.string)
    return found


def of_templates() -> Iterator[str]:
    """What stands in ``_('…')``."""
    ways = extract_from_dir(SITE.templates, [("**.html", "jinja2")], {"**.html": _OPTIONS})
    for _, _, message, _, _ in ways:
        yield from (message,) if isinstance(message, str) else (message[0],)


def of_code() -> Iterator[str]:
    """What pages tell: every sentence in the code, but for its docstrings."""
    for path in Path(SITE.folder).rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        bodies = [node.body for node in ast.walk(tree) if isinstance(node, documented)]
        docs = {id(body[0].value) for body in bodies if isinstance(body[0], ast.Expr)}
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and id(node) not in docs and _SENTENCE.fullmatch(text):
                yield text


def of_tables() -> Iterator[str]:
    """What templates are handed to be called by."""
    for chapter in MENU:
        yield from (chapter.title, *(each.title for each in chapter.entries))
    for kind in KINDS:
        yield from (kind.title, kind.one, kind.about, kind.removable)
        yield from (each.label for each in kind.columns)
        yield from (text for deed in kind.deeds for text in (deed.label, deed.confirm))
    yield from (queue.title for queue in QUEUES)
    yield from (*orders.COLUMNS.values(), *related.KINDS.values(), *ORDERS.values(), *GROUPS)


def of_states() -> Iterator[str]:
    yield from (*orders.STATES, *orders.PAYMENTS, *orders.DELIVERIES, *orders.RETURNS)
    yield from (*returns.STATES, *returns.CONDITIONS, *reviews.STATES, *stock.HEALTHS)
    yield from (*order.REASONS, *order.PARCEL_STEPS, *files.WRITTEN)
    letters = Path(str(notifications.__file__)).parent / "templates" / "en"
    yield from (path.stem for path in letters.glob("*.txt"))


def of_forms(app: FastAPI) -> Iterator[str]:
    """What the forms of simple records and of the settings are made of."""
    made = [(kind.hints, name) for kind in KINDS for name in (kind.create, kind.change) if name]
    for hints, operation in (*made, (HINTS, "settings_change")):
        for field in _flat(Maker(hints).fields(taken_by(app, operation), {})):
            yield from (field.label, field.help, *(text for _, text in field.options))


def _flat(fields: list[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _flat([*each.parts, *(one for row in each.rows for one in row)])


def test_each_text_of_a_template_is_there_in_german() -> None:
    german, said = catalogue(), set(of_templates())

    missing = {text for text in said if not german.get(text)}

    assert len(said) > 800
    assert missing == set()


def test_each_text_of_the_code_is_there_in_german() -> None:
    german, said = catalogue(), {*of_code(), *of_tables()} - _WORDS_OF_FORMS

    missing = {text for text in said if not german.get(text)}

    assert "The view is kept." in said
    assert missing == set()


def test_each_state_is_there_in_german() -> None:
    german, said = catalogue(), {word.replace("_", " ") for word in of_states()} - {""}

    missing = {word for word in said if not german.get(word)}

    assert missing == set()


async def test_each_field_of_a_made_form_is_there_in_german(app: FastAPI) -> None:
    german, said = catalogue(), set(of_forms(app)) - _WORDS_OF_FORMS

    missing = {text for text in said if not german.get(text)}

    assert "Prices include tax" in said
    assert missing == set()


def test_what_is_put_into_a_text_is_put_into_its_german_too() -> None:
    told = [each for each in catalogue() if each.id]

    differing = [
        each.id
        for each in told
        for text, german in zip(_texts(each.id), _texts(each.string), strict=True)
        if sorted(_PLACES.findall(text)) != sorted(_PLACES.findall(german))
        or text.count("%") != german.count("%")
        or not german.strip()
    ]

    assert differing == []


def _texts(told: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [told] if isinstance(told, str) else list(told or ())


async def test_a_german_browser_is_shown_german_pages_and_notices(clerk: Clerk) -> None:
    clerk.browser.headers.update(GERMAN)

    listed = await clerk.look("/admin/orders")
    made = await clerk.send("/admin/customer-groups/new", "/admin/customer-groups", name="Schulen")
    told = await clerk.follow(made)

    assert '<html lang="de">' in listed.text
    assert "<h1>Bestellungen</h1>" in listed.text
    assert ">teilweise bezahlt</option>" in listed.text
    assert '<p class="done" role="status">Angelegt: Gruppe.</p>' in told.text


async def test_a_chosen_language_outweighs_the_browsers(clerk: Clerk) -> None:
    clerk.browser.headers.update(GERMAN)
    there = "/admin/orders?status=confirmed"

    chosen = await clerk.send(there, "/admin/language", language="en")
    shown = await clerk.follow(chosen)

    assert chosen.headers["location"] == there
    assert "Path=/;" in chosen.headers["set-cookie"]
    assert "<h1>Orders</h1>" in shown.text


async def test_a_language_is_chosen_before_signing_in(client: httpx2.AsyncClient) -> None:
    form = {"language": "de", "next": "/admin/sign-in"}

    chosen = await client.post("/admin/language", data=form, headers=BROWSER)
    shown = await client.get("/admin/sign-in")

    assert chosen.headers["location"] == "/admin/sign-in"
    assert '<html lang="de">' in shown.text
    assert "E-Mail oder Benutzername" in shown.text


@pytest.mark.parametrize(
    "address", ["https://evil.test/", "//evil.test", "/store", "/admin/../store\\", ""]
)
async def test_choosing_a_language_leads_nowhere_else(
    client: httpx2.AsyncClient, address: str
) -> None:
    form = {"language": "xx", "next": address}

    chosen = await client.post("/admin/language", data=form, headers=BROWSER)

    assert (chosen.status_code, chosen.headers["location"]) == (303, "/admin")
    assert "set-cookie" not in chosen.headers


async def test_another_sites_form_chooses_no_language(client: httpx2.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.test"}

    refused = await client.post("/admin/language", data={"language": "de"}, headers=headers)

    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
