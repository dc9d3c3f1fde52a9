"""Files of orders, products, customers and figures, asked for by staff; what of files who may see."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.file_answers import FileTaskAnswer, task_answer
from shopwright.faces.api.shapes import Day, Payload, example
from shopwright.flows.merchandising.contracts import FileSubject
from shopwright.flows.merchandising.run import file_tasks
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.tasks import FileTask
from shopwright.modules.catalog.permissions import READ
from shopwright.modules.customers.permissions import CUSTOMERS_READ
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.orders.permissions import ORDERS_READ
from shopwright.satellites.analytics import service as analytics
from shopwright.satellites.analytics.contracts import ExportSubject, ExportWish, Group, Interval
from shopwright.satellites.analytics.permissions import ANALYTICS_READ

router = APIRouter(tags=["Files in and out, for staff"])
_ADDRESS = "/api/v1/admin/export"
_Day = Annotated[Day, Field(strict=False)]
_First = Annotated[
    _Day | None, Field(alias="from", description="Thirty days up to `to`, unless told.")
]
_Last = Annotated[_Day | None, Field(alias="to", description="Today unless told; counted too.")]
_Format = Annotated[FileFormat, Field(strict=False)]


class OrdersExportPayload(Payload):
    """Orders that were placed in a span; a row for each, or for each of their lines."""

    model_config = example({"format": "xlsx", "from": "2026-11-01", "to": "2026-11-30"})

    format: _Format = FileFormat.CSV
    first: _First = None
    last: _Last = None
    status: Annotated[OrderStatus, Field(strict=False)] | None = None
    lines: Annotated[bool, Field(description="A row for each line instead of each order.")] = False


class ProductsExportPayload(Payload):
    """All products, as an import reads them."""

    model_config = example({"format": "xlsx"})

    format: _Format = FileFormat.CSV


class CustomersExportPayload(Payload):
    """All customers, with what each has bought."""

    model_config = example({"format": "csv"})

    format: _Format = FileFormat.CSV


class AnalyticsExportPayload(Payload):
    """Figures of a span: sales, what was sold of each product, or searches."""

    model_config = example({"kind": "sales", "interval": "month", "group": "region"})

    kind: Annotated[ExportSubject, Field(strict=False)] = ExportSubject.SALES
    format: _Format = FileFormat.CSV
    first: _First = None
    last: _Last = None
    interval: Annotated[Interval, Field(strict=False)] = Interval.DAY
    group: Annotated[Group, Field(strict=False)] | None = None


@router.post(
    f"{_ADDRESS}/orders",
    operation_id="order_export",
    summary="Have orders, or their lines, written into a file",
    status_code=202,
    **access(ORDERS_READ),
)
async def post_orders(ctx: Ctx, payload: OrdersExportPayload | None = None) -> FileTaskAnswer:
    payload = payload or OrdersExportPayload()
    wish = ExportWish(
        ExportSubject.ORDER_LINES if payload.lines else ExportSubject.ORDERS,
        first=_day(payload.first),
        last=_day(payload.last),
        status=payload.status or "",
    )
    return await _asked(ctx, wish, payload.format)


@router.post(
    f"{_ADDRESS}/products",
    operation_id="product_export",
    summary="Have products written into a file",
    status_code=202,
    **access(READ),
)
async def post_products(ctx: Ctx, payload: ProductsExportPayload | None = None) -> FileTaskAnswer:
    form = (payload or ProductsExportPayload()).format
    return task_answer(ctx, await ask(ctx, FileSubject.PRODUCTS, form))


@router.post(
    f"{_ADDRESS}/customers",
    operation_id="customer_export",
    summary="Have customers, and what they bought, written into a file",
    status_code=202,
    **access(CUSTOMERS_READ),
)
async def post_customers(ctx: Ctx, payload: CustomersExportPayload | None = None) -> FileTaskAnswer:
    form = (payload or CustomersExportPayload()).format
    return await _asked(ctx, ExportWish(ExportSubject.CUSTOMERS), form)


@router.post(
    f"{_ADDRESS}/analytics",
    operation_id="analytics_export",
    summary="Have figures of sales, products or searches written into a file",
    status_code=202,
    **access(ANALYTICS_READ),
)
async def post_analytics(ctx: Ctx, payload: AnalyticsExportPayload | None = None) -> FileTaskAnswer:
    """Of `kind` also orders and customers may be asked, by those who may see them."""
    payload = payload or AnalyticsExportPayload()
    wish = ExportWish(
        payload.kind,
        first=_day(payload.first),
        last=_day(payload.last),
        interval=payload.interval,
        group=payload.group,
    )
    return await _asked(ctx, wish, payload.format)


async def ask(ctx: Context, subject: FileSubject | ExportSubject, form: FileFormat) -> FileTask:
    """Have a file made, of everything, or of the last thirty days.

    Raises:
        Forbidden: the caller may not see what would be in it.
    """
    async with ctx.work() as work:
        if isinstance(subject, FileSubject):
            clerk = ctx.services.clerk
            return await file_tasks.ask_for_export(clerk, work, subject=subject, form=form)
        exporter = ctx.services.insight.exporter
        return await analytics.ask_for_export(exporter, work, wish=ExportWish(subject), form=form)


async def _asked(ctx: Context, wish: ExportWish, form: FileFormat) -> FileTaskAnswer:
    async with ctx.work() as work:
        asked = await analytics.ask_for_export(
            ctx.services.insight.exporter, work, wish=wish, form=form
        )
    return task_answer(ctx, asked)


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
