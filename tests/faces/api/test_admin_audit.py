"""The trail over HTTP: found by what one knows, and taken out as a file that lies to nobody."""

import csv
import io
import json
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel.actors import Actor, ActorKind, system
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from tests.support.people import Person

pytestmark = pytest.mark.anyio
AUDIT, EXPORT = "/api/v1/admin/audit", "/api/v1/admin/audit/export"
ROBIN = "01a1fcb8-0000-7000-8000-00000000000a"


async def write(
    services: Services, action: str, after: str, *, actor: Actor | None = None, address: str = ""
) -> None:
    async with services.works(actor or system("test"), address=address) as work:
        await audit.note(
            work, action=action, subject=Subject("product", "kettle"), after={"title": after}
        )


async def found(client: httpx2.AsyncClient, person: Person, **query: Any) -> list[str]:
    answer = await client.get(AUDIT, params=query, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [entry["action"] for entry in answer.json()["items"]]


async def test_the_trail_is_found_by_address_and_by_text(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    await write(services, "one", "100% Kettle", address="192.0.2.5")
    await write(services, "two", "Teapot")

    by_address = await found(client, admin, address="192.0.2.5")
    by_text = [await found(client, admin, q=text) for text in ("KETTLE", "teap", "0% k", "%k", "_")]

    assert by_address == ["one"]
    # Each is about the kettle; a sign that a database takes for any other is none.
    assert by_text == [["two", "one"], ["two"], ["one"], [], []]


async def test_an_actor_is_found_with_what_his_keys_did_and_nobody_elses(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    name = f"user:{ROBIN}"
    for label in (name, f"{name}/key:abcdefgh", f"{name}0", f"{name[:-1]}b"):
        await write(services, label, "x", actor=Actor(ActorKind.USER, key=label))

    assert await found(client, admin, actor=name) == [f"{name}/key:abcdefgh", name]
    assert await found(client, admin, actor=f"{name}/key:abcdefgh") == [f"{name}/key:abcdefgh"]


async def test_pages_lose_nothing_while_the_trail_grows(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    for number in range(4):
        await write(services, f"deed {number}", "x")
    first = (await client.get(AUDIT, params={"limit": 2}, headers=admin.headers)).json()
    await write(services, "later", "x")

    cursor = first["page"]["next_cursor"]
    second = (
        await client.get(AUDIT, params={"limit": 2, "cursor": cursor}, headers=admin.headers)
    ).json()

    shown = [entry["action"] for entry in first["items"] + second["items"]]
    assert shown == ["deed 3", "deed 2", "deed 1", "deed 0"]


async def test_the_file_of_lines_holds_all_that_the_hashes_cover(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shopwright.faces.api.admin_audit.BATCH", 2)
    for number in range(5):
        await write(services, f"deed {number}", "ü")

    answer = await client.get(EXPORT, params={"format": "jsonl"}, headers=admin.headers)

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["action"] for line in lines] == [f"deed {number}" for number in range(5)]
    assert [line["previous_hash"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    assert lines[0]["after"] == {"title": "ü"}
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-5.jsonl"'
    assert answer.headers["cache-control"] == "private, no-store"
    assert await found(client, admin, limit=1) == ["audit.exported"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\uff1d", " ="])
async def test_no_cell_of_the_table_is_a_formula(
    client: httpx2.AsyncClient, services: Services, admin: Person, sign: str
) -> None:
    await write(services, f"{sign}cmd|' /C calc'!A0", "plain")

    answer = await client.get(EXPORT, params={"format": "csv"}, headers=admin.headers)

    header, row = csv.reader(io.StringIO(answer.text))
    told = dict(zip(header, row, strict=True))
    assert told["action"] == f"'{sign}cmd|' /C calc'!A0"
    assert json.loads(told["after"]) == {"title": "plain"}
    assert (told["seq"], told["actor"]) == ("1", "system:test")


async def test_a_file_holds_what_was_asked_for_and_the_trail_tells_what_that_was(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    await write(services, "one", "x", address="192.0.2.5")
    await write(services, "two", "x")

    answer = await client.get(
        EXPORT, params={"format": "jsonl", "address": "192.0.2.5"}, headers=admin.headers
    )

    assert [json.loads(line)["action"] for line in answer.text.splitlines()] == ["one"]
    (entry,) = (await client.get(AUDIT, params={"limit": 1}, headers=admin.headers)).json()["items"]
    assert entry["after"] == {"format": "jsonl", "until": 2, "filters": ["address"]}


async def test_the_trail_is_read_and_taken_by_nobody_without_the_right(
    client: httpx2.AsyncClient, services: Services, customer: Person, vendor: Person
) -> None:
    answers = [
        await client.get(path, params=query, headers=headers)
        for path, query in ((AUDIT, {}), (EXPORT, {"format": "csv"}))
        for headers in (customer.headers, vendor.headers, {})
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 401] * 2
    async with services.works.reading() as db:
        assert (await queries.head(db)).seq == 0
