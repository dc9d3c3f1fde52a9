"""What a variant's stock has set for itself, and counting it on the shelf."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StrictInt

from shopwright.faces.api.admin_stock import StockAnswer
from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Payload, ShortText, example
from shopwright.flows.merchandising.run.stock import count_stock
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.inventory import queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import LARGEST_STOCK, StockPolicy
from shopwright.modules.inventory.permissions import STOCK_READ, STOCK_WRITE

router = APIRouter(tags=["Stock, for staff"])
STOCK = "/api/v1/admin/stock/{variant_id}"
Pieces = Annotated[StrictInt, Field(ge=0, le=10**6)]


class CountPayload(Payload):
    """What somebody counted on the shelf."""

    model_config = example({"counted": 37, "note": "Stocktake of November."})

    counted: Annotated[StrictInt, Field(ge=0, le=LARGEST_STOCK)]
    note: ShortText = ""


class StockPolicyPayload(Payload):
    """What a variant sets for itself; what is left out is as the shop has it."""

    model_config = example({"critical": 2, "low": 8, "safety_stock": 5, "lead_days": 21})

    critical: Pieces | None = None
    low: Pieces | None = None
    high: Pieces | None = None
    safety_stock: Annotated[
        Pieces | None, Field(description="Pieces kept in reserve at least, when reordering.")
    ] = None
    lead_days: Annotated[StrictInt, Field(ge=0, le=365)] | None = None
    service_permille: Annotated[StrictInt, Field(ge=500, le=999)] | None = None
    unit_cost: Annotated[
        Annotated[StrictInt, Field(ge=0, le=10**12)] | None,
        Field(description="What a piece costs the shop, in minor units of its own currency."),
    ] = None


class StockPolicyAnswer(Answer):
    critical: int | None
    low: int | None
    high: int | None
    safety_stock: int | None
    lead_days: int | None
    service_permille: int | None
    unit_cost: int | None

    @classmethod
    def of(cls, policy: StockPolicy) -> "StockPolicyAnswer":
        return cls(**{name: getattr(policy, name) for name in cls.model_fields})


@router.get(
    f"{STOCK}/policy",
    operation_id="stock_policy_get",
    summary="What a variant's stock has set for itself",
    **access(STOCK_READ),
)
async def get_policy(ctx: Ctx, variant_id: UUID) -> StockPolicyAnswer:
    async with ctx.reading() as db:
        return StockPolicyAnswer.of(await queries.policy(db, variant_id))


@router.put(
    f"{STOCK}/policy",
    operation_id="stock_policy_set",
    summary="Set when a variant is low, and how what to reorder is reckoned",
    **access(STOCK_WRITE, 404),
)
async def set_policy(ctx: Ctx, variant_id: UUID, payload: StockPolicyPayload) -> StockPolicyAnswer:
    policy = StockPolicy(variant_id, **payload.model_dump())
    async with ctx.work() as work:
        before = await inventory.set_policy(work, policy, ctx.services.restocking.usual)
        await audit.note(
            work,
            action="stock.policy_set",
            subject=Subject("variant", str(variant_id)),
            before=StockPolicyAnswer.of(before).model_dump(),
            after=payload.model_dump(),
        )
    return StockPolicyAnswer.of(policy)


@router.post(
    f"{STOCK}/count",
    operation_id="stock_count",
    summary="Write down what was counted; the difference goes into the ledger",
    **access(STOCK_WRITE, 404, 409),
)
async def count(ctx: Ctx, variant_id: UUID, payload: CountPayload) -> StockAnswer:
    async with ctx.work() as work:
        level = await count_stock(
            work, variant_id=variant_id, counted=payload.counted, note=payload.note
        )
    return StockAnswer.of(level)
