"""One's own address book."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import PUBLIC, SELF, Ctx, access
from shopwright.faces.api.people import (
    AddressBookAnswer,
    AddressRulesAnswer,
    SavedAddressAnswer,
    SavedAddressPayload,
    address_answer,
)
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers

router = APIRouter(tags=["Users"])


@router.get(
    "/api/v1/addresses/rules/{country}",
    summary="What an address in a country is made of, for forms",
    operation_id="address_rules",
    **access(PUBLIC, 404),
)
async def show_rules(_: Ctx, country: str, response: Response) -> AddressRulesAnswer:
    response.headers["cache-control"] = "public, max-age=86400"
    return AddressRulesAnswer.of(customers.address_rules(country.upper()))


@router.get(
    "/api/v1/users/me/addresses",
    summary="One's own addresses",
    operation_id="address_list",
    **access(SELF),
)
async def list_addresses(ctx: Ctx) -> AddressBookAnswer:
    async with ctx.reading() as db:
        book = await queries.addresses(db, ctx.user_id)
    return AddressBookAnswer(items=[address_answer(saved) for saved in book])


@router.post(
    "/api/v1/users/me/addresses",
    summary="Save an address",
    operation_id="address_add",
    status_code=201,
    **access(SELF, 409),
)
async def add_address(ctx: Ctx, payload: SavedAddressPayload) -> SavedAddressAnswer:
    async with ctx.work() as work:
        saved = await customers.add_address(
            work, user_id=ctx.user_id, address=payload.address(), defaults=payload.defaults()
        )
    return address_answer(saved)


@router.get(
    "/api/v1/users/me/addresses/{address_id}",
    summary="One of one's own addresses",
    operation_id="address_show",
    **access(SELF, 404),
)
async def show_address(ctx: Ctx, address_id: UUID) -> SavedAddressAnswer:
    async with ctx.reading() as db:
        return address_answer(await queries.own_address(db, ctx.user_id, address_id))


@router.put(
    "/api/v1/users/me/addresses/{address_id}",
    summary="Replace an address; orders keep the copy that they made",
    operation_id="address_change",
    **access(SELF, 404),
)
async def change_address(
    ctx: Ctx, address_id: UUID, payload: SavedAddressPayload
) -> SavedAddressAnswer:
    async with ctx.work() as work:
        saved = await customers.change_address(
            work,
            user_id=ctx.user_id,
            address_id=address_id,
            address=payload.address(),
            defaults=payload.defaults(),
        )
    return address_answer(saved)


@router.delete(
    "/api/v1/users/me/addresses/{address_id}",
    summary="Remove an address",
    operation_id="address_remove",
    status_code=204,
    **access(SELF, 404),
)
async def remove_address(ctx: Ctx, address_id: UUID) -> None:
    async with ctx.work() as work:
        await customers.remove_address(work, user_id=ctx.user_id, address_id=address_id)
