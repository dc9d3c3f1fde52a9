"""Accounts: who there is, what each may do, where he is signed in, and what is kept of him."""

from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ACCOUNTS, ACCOUNT = "/admin/users", "/admin/users/{user_id}"
_NOT_MEANT = "Write the person's email to have it erased."
_LIST = Listing(ACCOUNTS, "/api/v1/admin/users", filters=("q", "role", "is_active"))


@router.get(ACCOUNTS)
async def show_accounts(asked: Looking) -> Response:
    shown = await looked_through(asked, _LIST)
    choices = [(each["name"], each["title"]) for each in await _roles(asked)]
    return await asked.show("accounts.html", {**shown, "role_choices": choices})


@router.get(ACCOUNT)
async def show_account(asked: Looking, user_id: str) -> Response:
    return await _account(asked, user_id)


@router.post(ACCOUNT, openapi_extra=TAKES_FORM)
async def change(asked: Sending, user_id: str) -> Response:
    form = asked.form
    body = {
        "full_name": form.get("full_name", "").strip() or None,
        "username": form.get("username", "").strip() or None,
        "is_active": "is_active" in form,
    }
    return await _after(asked, user_id, await asked.ask("PUT", _path(user_id), body=body), "Saved.")


@router.post(f"{ACCOUNT}/roles", openapi_extra=TAKES_FORM)
async def assign(asked: Sending, user_id: str) -> Response:
    body = {"roles": asked.all_of("roles")}
    done = await asked.ask("PUT", f"{_path(user_id)}/roles", body=body)
    return await _after(asked, user_id, done, "The roles are assigned.")


@router.post(f"{ACCOUNT}/end-sessions", openapi_extra=TAKES_FORM)
async def end_sessions(asked: Sending, user_id: str) -> Response:
    done = await asked.ask("DELETE", f"{_path(user_id)}/sessions")
    ended = done.data.get("ended", 0) if done.is_well else 0
    return await _after(asked, user_id, done, "Signed out of %(count)s places.", count=ended)


@router.post(f"{ACCOUNT}/remove-factor", openapi_extra=TAKES_FORM)
async def remove_factor(asked: Sending, user_id: str) -> Response:
    done = await asked.ask("DELETE", f"{_path(user_id)}/second-factor")
    return await _after(asked, user_id, done, "The second factor is removed.")


@router.post(f"{ACCOUNT}/export", openapi_extra=TAKES_FORM)
async def export(asked: Sending, user_id: str) -> Response:
    done = await asked.ask("POST", f"{_path(user_id)}/privacy/export")
    return await _after(asked, user_id, done, "Everything about the person is being put together.")


@router.post(f"{ACCOUNT}/erase", openapi_extra=TAKES_FORM)
async def erase(asked: Sending, user_id: str) -> Response:
    """What can't be taken back is meant by whoever writes whom it is about."""
    user = await asked.got(_path(user_id))
    if asked.form.get("email", "").strip().lower() != user["email"].lower():
        return await _account(asked, user_id, asked.mistake(_NOT_MEANT))
    done = await asked.ask("POST", f"{_path(user_id)}/privacy/erasure")
    return await _after(asked, user_id, done, "The person will be erased.")


async def _account(asked: Desk, user_id: str, refused: Answered | None = None) -> Response:
    user = await asked.got(_path(user_id))
    sessions = await asked.ask("GET", f"{_path(user_id)}/sessions")
    wishes = await asked.ask("GET", f"{_path(user_id)}/privacy/requests")
    shown: dict[str, Any] = {
        "user": user,
        "address": f"{ACCOUNTS}/{quote(user_id, safe='')}",
        "roles": await _roles(asked),
        "sessions": sessions.data.get("items", []) if sessions.is_well else [],
        "requests": wishes.data.get("items", []) if wishes.is_well else [],
    }
    return await asked.show_again("account.html", shown, refused)


async def _roles(asked: Desk) -> list[dict[str, Any]]:
    found = await asked.ask("GET", "/api/v1/admin/roles")
    items: list[dict[str, Any]] = found.data.get("items", [])
    return items


async def _after(
    asked: Desk, user_id: str, done: Answered, notice: str, **facts: object
) -> Response:
    address = f"{ACCOUNTS}/{quote(user_id, safe='')}"
    return await asked.settled(done, partial(_account, asked, user_id), address, notice, **facts)


def _path(user_id: str) -> str:
    return f"/api/v1/admin/users/{quote(user_id, safe='')}"
