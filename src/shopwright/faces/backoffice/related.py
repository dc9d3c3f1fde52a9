"""What is shown beside a product: related ones, better ones, and what goes with it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.product_editor import as_seen, surroundings
from shopwright.faces.backoffice.shelf import ALL, API, product_of, typed_number
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
_UNKNOWN = "There is no product with the address %(unknown)s."
KINDS = {"related": "Related", "upsell": "Better ones", "accessory": "What goes with it"}


@router.get(f"{ALL}/{{product_id}}/related")
async def related(asked: Looking, product_id: str) -> Response:
    return await _page(asked, await product_of(asked, product_id))


@router.post(f"{ALL}/{{product_id}}/related", openapi_extra=TAKES_FORM)
async def relate(asked: Sending, product_id: str) -> Response:
    found = await product_of(asked, product_id)
    unknown: list[str] = []
    body = {kind: await _chosen(asked, kind, unknown) for kind in KINDS}
    if unknown:
        return await _page(asked, found, asked.mistake(_UNKNOWN, unknown=", ".join(unknown)))
    path = f"{API}/{found['id']}/related"
    done = await asked.ask("PUT", path, body=body, headers=as_seen(asked))
    here = f"{ALL}/{found['id']}/related"
    return await asked.settled(done, partial(_page, asked, found), here, "It is saved.")


async def _chosen(asked: Desk, kind: str, unknown: list[str]) -> list[str]:
    """Those that stay, by their numbers, and those that were named by their addresses."""
    form = asked.form
    there = [name.split(".", 2)[2] for name in form if name.startswith(f"at.{kind}.")]
    stays = [each for each in there if f"gone.{kind}.{each}" not in form]
    found = sorted(stays, key=lambda each: _place(form[f"at.{kind}.{each}"]))
    for name in form.get(f"add.{kind}", "").replace(",", " ").split():
        answer = await asked.ask("GET", f"{API}/{quote(name.rpartition('/')[2], safe='')}")
        if "id" in answer.data:
            found.append(answer.data["id"])
        else:
            unknown.append(name)
    return list(dict.fromkeys(found))


def _place(text: str) -> int:
    number = typed_number(text)
    return number if isinstance(number, int) else 1_000


async def _page(asked: Desk, found: Mapping[str, Any], refused: Answered | None = None) -> Response:
    shown = {**await surroundings(asked, found), "kinds": KINDS}
    return await asked.show_again("product_related.html", shown, refused)
