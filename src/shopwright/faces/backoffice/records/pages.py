"""The pages of every kind of record: the list, the form of a new one and of one that there is, what can be done with it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending, grouped
from shopwright.faces.backoffice.records.forms import Maker
from shopwright.faces.backoffice.records.kinds import KINDS, Deed, Kind
from shopwright.faces.backoffice.records.options import options_of
from shopwright.faces.backoffice.records.schemas import taken_by
from shopwright.faces.backoffice.shelf import demand
from shopwright.faces.pages.leaving import Leaving
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

_PAGE, _INDENT = 50, "\u2013 "
_NOT_THERE = {"status": 404, "title": "There is no page at this address.", "detail": ""}


def pages_of(kind: Kind) -> APIRouter:
    """The routes of one kind."""
    router = APIRouter(include_in_schema=False)

    @router.get(kind.place)
    async def show_list(asked: Looking) -> Response:
        return await _list(asked, kind)

    if kind.create:
        _add_making(router, kind)
    if kind.change:
        _add_changing(router, kind)
    _add_removing(router, kind)
    for deed in kind.deeds:
        _add_deed(router, kind, deed)
    return router


def _add_making(router: APIRouter, kind: Kind) -> None:
    @router.get(f"{kind.place}/new")
    async def show_new(asked: Looking) -> Response:
        return await _form(asked, kind, None)

    @router.post(kind.place, openapi_extra=TAKES_FORM)
    async def create(asked: Sending) -> Response:
        done = await asked.ask("POST", kind.path, body=_body(asked, kind, kind.create))
        if not done.is_well:
            return await _form(asked, kind, None, done)
        if kind.shows:
            return await _told_once(asked, kind, done.data, kind.shows)
        return asked.done(kind.place, "Made: %(one)s.", one=asked.say(kind.one))


def _add_changing(router: APIRouter, kind: Kind) -> None:
    @router.get(f"{kind.place}/{{key}}")
    async def show_one(asked: Looking, key: str) -> Response:
        return await _form(asked, kind, await _record(asked, kind, key))

    @router.post(f"{kind.place}/{{key}}", openapi_extra=TAKES_FORM)
    async def change(asked: Sending, key: str) -> Response:
        record = await _record(asked, kind, key)
        headers = {"if-match": f'"{asked.form["version"]}"'} if _names_version(asked) else {}
        body = _body(asked, kind, kind.change)
        done = await asked.ask(kind.method, _path(kind, key), body=body, headers=headers)
        again = partial(_form, asked, kind, record)
        one = asked.say(kind.one)
        return await asked.settled(done, again, kind.place, "Changed: %(one)s.", one=one)


def _add_removing(router: APIRouter, kind: Kind) -> None:
    @router.post(f"{kind.place}/{{key}}/remove", openapi_extra=TAKES_FORM)
    async def remove(asked: Sending, key: str) -> Response:
        done = await asked.ask("DELETE", _path(kind, key))
        return await asked.settled(done, partial(_list, asked, kind), kind.place, "Done.")


def _add_deed(router: APIRouter, kind: Kind, deed: Deed) -> None:
    @router.post(f"{kind.place}/{{key}}/{deed.name}", openapi_extra=TAKES_FORM)
    async def act(asked: Sending, key: str) -> Response:
        done = await asked.ask("POST", f"{_path(kind, key)}/{deed.path}")
        if done.is_well and deed.shows:
            return await _told_once(asked, kind, done.data, deed.shows)
        again, label = partial(_list, asked, kind), asked.say(deed.label)
        return await asked.settled(done, again, kind.place, "%(deed)s: done.", deed=label)


async def _list(asked: Desk, kind: Kind, refused: Answered | None = None) -> Response:
    await demand(asked, *kind.reads, *kind.writes)
    cursor = asked.request.query_params.get("cursor", "")
    query = {"limit": _PAGE, **({"cursor": cursor} if cursor else {})}
    is_paged = kind.path in _PAGED
    found = await asked.got(kind.path, query if is_paged else None)
    items = found if isinstance(found, list) else found["items"]
    names = [column.options for column in kind.columns]
    shown = {
        "kind": kind,
        "items": _flattened(items, 0) if kind.name == "categories" else items,
        "page": found.get("page", {}) if isinstance(found, dict) else {},
        "query": dict(asked.request.query_params),
        "labels": {name: dict(found) for name, found in (await options_of(asked, names)).items()},
        "may_write": asked.may(*kind.writes),
    }
    return await asked.show_again("records.html", shown, refused)


async def _form(
    asked: Desk,
    kind: Kind,
    record: Mapping[str, Any] | None,
    refused: Answered | None = None,
) -> Response:
    """The form of a record; after a refusal with what was sent and the version it was made of, else with what is there."""
    await demand(asked, *kind.writes, *(kind.reads if record is not None else ()))
    operation = kind.create if record is None else kind.change
    maker, shape = await _maker(asked, kind), taken_by(asked.request.app, operation)
    held = _body(asked, kind, operation) if refused is not None else (record or {})
    shown: dict[str, Any] = {
        "kind": kind,
        "record": record,
        "fields_shown": maker.fields(shape, held),
        "action": kind.place if record is None else f"{kind.place}/{_quoted(record, kind)}",
        "key": _quoted(record, kind) if record is not None else "",
        "version": asked.form.get("version", "")
        if refused is not None
        else (record or {}).get("version", ""),
        "may_write": asked.may(*kind.writes),
    }
    return await asked.show_again("record.html", shown, refused)


async def _record(asked: Desk, kind: Kind, key: str) -> Mapping[str, Any]:
    """One record, by its own address or out of the list.

    Raises:
        Leaving: there is none.
    """
    if kind.alone:
        found: Mapping[str, Any] = await asked.got(_path(kind, key))
        return found
    listed = await asked.got(kind.path)
    items: Sequence[Mapping[str, Any]] = listed if isinstance(listed, list) else listed["items"]
    record = next((each for each in items if str(each[kind.key]) == key), None)
    if record is None:
        raise Leaving(await asked.show("refusal.html", {"problem": _NOT_THERE}, status=404))
    return record


async def _maker(asked: Desk, kind: Kind) -> Maker:
    return Maker(
        kind.hints, await options_of(asked, [each.options for each in kind.hints.values()])
    )


def _body(asked: Desk, kind: Kind, operation: str) -> dict[str, Any]:
    shape = taken_by(asked.request.app, operation)
    body = Maker(kind.hints).body(shape, grouped(asked.fields))
    if "version" in shape.members and _names_version(asked):
        body["version"] = int(asked.form["version"])
    return body


async def _told_once(asked: Desk, kind: Kind, answer: Mapping[str, Any], name: str) -> Response:
    shown = {"kind": kind, "secret": answer[name], "named": answer.get(kind.named, "")}
    return await asked.show_once("told_once.html", shown, onward=kind.place)


def _names_version(asked: Desk) -> bool:
    found = asked.form.get("version", "")
    return found.isascii() and found.isdecimal()


def _path(kind: Kind, key: str) -> str:
    return f"{kind.path}/{quote(key, safe='')}"


def _quoted(record: Mapping[str, Any], kind: Kind) -> str:
    return quote(str(record[kind.key]), safe="")


def _flattened(nodes: Sequence[Mapping[str, Any]], depth: int) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        found.append({**node, "name": f"{_INDENT * depth}{node['name']}"})
        found += _flattened(node.get("children", []), depth + 1)
    return found


# Which lists of the API are paged.
_PAGED = frozenset({"/api/v1/brands", "/api/v1/admin/discounts"})
ROUTERS: Sequence[APIRouter] = [pages_of(kind) for kind in KINDS]
