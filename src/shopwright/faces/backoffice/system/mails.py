"""Mails: which were sent, what each kind looks like, and the folder of a shop that has no mail server."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
MAILS, API = "/admin/mails", "/api/v1/admin/mails"
_LIST = Listing(MAILS, API, filters=("state", "template", "address"))


@router.get(MAILS)
async def show_mails(asked: Looking) -> Response:
    return await _mails(asked)


@router.get(f"{MAILS}/folder")
async def show_folder(asked: Looking) -> Response:
    return await asked.show(
        "mail_folder.html", {"letters": (await asked.got(f"{API}/folder"))["items"]}
    )


@router.get(f"{MAILS}/kinds")
async def show_kinds(asked: Looking) -> Response:
    names = (await asked.got(f"{API}/previews"))["names"]
    return await asked.show("mail_kinds.html", {"names": names})


@router.get(f"{MAILS}/kinds/{{name}}")
async def show_kind(asked: Looking, name: str) -> Response:
    language = asked.request.query_params.get("language", "en")
    path = f"{API}/previews/{quote(name, safe='')}"
    return await asked.show(
        "mail_kind.html", {"mail": await asked.got(path, {"language": language})}
    )


@router.post(f"{MAILS}/{{mail_id}}/retry", openapi_extra=TAKES_FORM)
async def retry(asked: Sending, mail_id: str) -> Response:
    done = await asked.ask("POST", f"{API}/{quote(mail_id, safe='')}/retry")
    return await asked.settled(done, partial(_mails, asked), MAILS, "It is sent again.")


async def _mails(asked: Desk, refused: Answered | None = None) -> Response:
    shown = await looked_through(asked, _LIST)
    names = await asked.got(f"{API}/previews")
    folder = await asked.ask("GET", f"{API}/folder")
    facts = {
        **shown,
        "names": [(name, name.replace("_", " ")) for name in names["names"]],
        "has_folder": folder.is_well,
    }
    return await asked.show_again("mails.html", facts, refused)
