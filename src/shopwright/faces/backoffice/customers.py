"""Customers: who they are, what they bought, their groups, notes about them, and what they may have of their data."""

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
ADDRESS = "/admin/customers"
_ONE = f"{ADDRESS}/{{user_id}}"
_NOT_MEANT = "Write the customer's email to have him erased."
CUSTOMERS = Listing(
    address=ADDRESS, source="/api/v1/admin/customers", kind="customers", filters=("q", "is_active")
)


@router.get(ADDRESS)
async def customer_list(asked: Looking) -> Response:
    return await asked.show("customers.html", await looked_through(asked, CUSTOMERS))


@router.post(f"{ADDRESS}/export", openapi_extra=TAKES_FORM)
async def export_customers(asked: Sending) -> Response:
    wish = {"format": asked.form.get("format", "csv")}
    done = await asked.ask("POST", "/api/v1/admin/export/customers", body=wish)
    if not done.is_well:
        return await asked.refused(done)
    return asked.done(f"/admin/exports/{done.data['id']}")


@router.get(_ONE)
async def customer_page(asked: Looking, user_id: str) -> Response:
    return await _shown(asked, user_id)


@router.post(f"{_ONE}/notes", openapi_extra=TAKES_FORM)
async def add_note(asked: Sending, user_id: str) -> Response:
    body = {"text": asked.form.get("text", "")}
    done = await asked.ask("POST", f"{_path(user_id)}/notes", body=body)
    return await _after(asked, user_id, done, "The note is written.", "notes")


@router.post(f"{_ONE}/notes/{{note_id}}/remove", openapi_extra=TAKES_FORM)
async def remove_note(asked: Sending, user_id: str, note_id: str) -> Response:
    done = await asked.ask("DELETE", f"{_path(user_id)}/notes/{quote(note_id, safe='')}")
    return await _after(asked, user_id, done, "The note is gone.", "notes")


@router.post(f"{_ONE}/groups/{{group_id}}", openapi_extra=TAKES_FORM)
async def join_or_leave(asked: Sending, user_id: str, group_id: str) -> Response:
    """Into a group, or out of it, as ``deed`` says."""
    group = f"/api/v1/admin/customer-groups/{quote(group_id, safe='')}"
    leaves = asked.form.get("deed") == "leave"
    path = f"{group}/customers/{quote(user_id, safe='')}"
    done = await asked.ask("DELETE" if leaves else "PUT", path)
    notice = "The customer has left the group." if leaves else "The customer is in the group."
    return await _after(asked, user_id, done, notice, "groups")


@router.post(f"{_ONE}/privacy/{{kind}}", openapi_extra=TAKES_FORM)
async def ask_for_data(asked: Sending, user_id: str, kind: str) -> Response:
    """An archive of everything about a person, or his erasure; the email is written once more before the latter."""
    if kind == "erasure":
        found = await asked.got(_path(user_id))
        if asked.form.get("email", "").strip().lower() != found["account"]["email"].lower():
            return await _shown(asked, user_id, asked.mistake(_NOT_MEANT))
    done = await asked.ask("POST", f"{_privacy(user_id)}/{quote(kind, safe='')}")
    notice = "It is asked for, and done in the background."
    return await _after(asked, user_id, done, notice, "privacy")


@router.post(f"{_ONE}/archives/{{request_id}}", openapi_extra=TAKES_FORM)
async def fetch_archive(asked: Sending, user_id: str, request_id: str) -> Response:
    """A finished archive as a file; its token stays here."""
    wishes = (await asked.got(f"{_privacy(user_id)}/requests"))["items"]
    archives = [each["archive"] for each in wishes if each["id"] == request_id and each["archive"]]
    if not archives:
        return await _shown(asked, user_id)
    headers = {"x-archive-token": archives[0]["token"]}
    done = await asked.ask("GET", archives[0]["path"], headers=headers)
    if not done.is_well:
        return await _shown(asked, user_id, done)
    sent = {"content-disposition": 'attachment; filename="person.zip"', "cache-control": "no-store"}
    return Response(done.body, media_type="application/zip", headers=sent)


def _path(user_id: str) -> str:
    return f"{CUSTOMERS.source}/{quote(user_id, safe='')}"


def _privacy(user_id: str) -> str:
    return f"/api/v1/admin/users/{quote(user_id, safe='')}/privacy"


async def _after(asked: Desk, user_id: str, done: Answered, notice: str, place: str) -> Response:
    address = f"{ADDRESS}/{quote(user_id, safe='')}#{place}"
    return await asked.settled(done, partial(_shown, asked, user_id), address, notice)


async def _shown(asked: Desk, user_id: str, refused: Answered | None = None) -> Response:
    found = await asked.got(_path(user_id))
    bought: dict[str, Any] = {"items": []}
    if asked.may("orders:read"):
        bought = await asked.got("/api/v1/admin/orders", {"user_id": user_id, "limit": 10})
    wishes: dict[str, Any] = {"items": []}
    if asked.may("privacy:write"):
        wishes = await asked.got(f"{_privacy(user_id)}/requests")
    shown = {
        "customer": found,
        "account": found["account"],
        "address": f"{ADDRESS}/{quote(user_id, safe='')}",
        "bought": bought["items"],
        "groups": await asked.got("/api/v1/admin/customer-groups"),
        "wishes": wishes["items"],
    }
    return await asked.show_again("customer.html", shown, refused)
