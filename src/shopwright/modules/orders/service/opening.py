"""Opening an order: everything is copied, nothing is referred to."""

from typing import Any

from sqlalchemy import insert

from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.customers.queries import sealed_address
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    OrderDraft,
    OrderLine,
    OrderStatus,
)
from shopwright.modules.orders.events import OrderPlaced
from shopwright.modules.orders.models import (
    RATE_SCALE,
    NextSerial,
    OrderAdjustmentRow,
    OrderLineRow,
    OrderRow,
)
from shopwright.modules.orders.queries import BILLING, SHIPPING
from shopwright.modules.orders.service.writing import note_steps
from shopwright.modules.quotes.contracts import QuotedLine


async def open_order(work: Work, draft: OrderDraft) -> Order:
    """Write an order down as it was quoted; pending, and unpaid yet. One statement, and its parts by the commit.

    The database refuses a second live order of one cart (a unique index), and one whose parts are not its total.
    """
    result = await work.db.execute(
        insert(OrderRow)
        .values(serial=NextSerial(), **_order_values(work, draft))
        .returning(OrderRow.serial)
    )
    number = str(result.scalar_one())
    included = draft.quote.tax_included
    lines = tuple(_line(line, tax_included=included) for line in draft.quote.lines)
    work.write(OrderLineRow, [_line_row(draft, place, line) for place, line in enumerate(lines)])
    _write_adjustments(work, draft)
    order = _opened(work, draft, number, lines)
    note_steps(work, None, order)
    total = draft.quote.total
    work.record(
        OrderPlaced(order_id=draft.id, number=number, total=total.minor, currency=total.currency)
    )
    return order


def _order_values(work: Work, draft: OrderDraft) -> dict[str, Any]:
    quote, keyring = draft.quote, keyring_of(work.db)
    return {
        "id": draft.id,
        "cart_id": draft.cart_id,
        "user_id": draft.user_id,
        "email": draft.email,
        "status": OrderStatus.PENDING,
        "payment_status": draft.payment_status,
        "fulfilment_status": FulfilmentStatus.UNFULFILLED,
        "currency": quote.currency,
        "subtotal": quote.subtotal.minor,
        "discount": quote.discount.minor,
        "shipping": quote.shipping.minor,
        "tax": quote.tax.minor,
        "total": quote.total.minor,
        "shipping_address": sealed_address(
            keyring, draft.shipping_address, place=SHIPPING, row=draft.id
        ),
        "billing_address": sealed_address(
            keyring, draft.billing_address, place=BILLING, row=draft.id
        ),
        "note": draft.note,
        "relief": quote.relief.minor,
        "shipping_tax": quote.shipping_tax.minor,
        "tax_included": quote.tax_included,
        "vat_number": draft.vat_number,
        "delivery_method_id": draft.delivery_method_id,
        "delivery_method": draft.delivery_method,
        "needs_shipping": draft.needs_shipping,
        "country": _country(draft),
        "placed_at": work.now,
        "updated_at": work.now,
    }


def _country(draft: OrderDraft) -> str:
    """Where it goes, in a column of its own to look for: addresses are sealed."""
    address = draft.shipping_address or draft.billing_address
    return address.country if address is not None else ""


def _write_adjustments(work: Work, draft: OrderDraft) -> None:
    rows = [
        {
            "order_id": draft.id,
            "position": place,
            "kind": each.kind,
            "line": each.line,
            "amount": each.amount.minor,
            "label": each.label,
            "source": each.source,
            "rate": int(each.rate.scaleb(RATE_SCALE)) if each.rate is not None else None,
            "base": each.base.minor if each.base is not None else None,
            "treatment": each.treatment,
        }
        for place, each in enumerate(draft.quote.adjustments)
    ]
    work.write(OrderAdjustmentRow, rows)


def _line(line: QuotedLine, *, tax_included: bool) -> OrderLine:
    goods = line.goods
    return OrderLine(
        id=ids.new(),
        variant_id=goods.variant_id,
        product_id=goods.product_id,
        title=goods.title,
        variant_title=goods.variant_title,
        sku=goods.sku,
        quantity=goods.quantity,
        unit_price=goods.unit_price,
        discount=line.discount,
        tax=line.tax,
        total=line.total,
        weight_grams=goods.weight_grams,
        requires_shipping=goods.requires_shipping,
        image_url=goods.image_url,
        slug=goods.slug,
        relief=line.relief,
        tax_included=tax_included,
        tax_class=goods.tax_class,
    )


def _line_row(draft: OrderDraft, place: int, line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "order_id": draft.id,
        "position": place,
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "title": line.title,
        "variant_title": line.variant_title,
        "sku": line.sku,
        "slug": line.slug,
        "quantity": line.quantity,
        "unit_price": line.unit_price.minor,
        "discount": line.discount.minor,
        "tax": line.tax.minor,
        "total": line.total.minor,
        "weight_grams": line.weight_grams,
        "requires_shipping": line.requires_shipping,
        "image_url": line.image_url,
        "relief": line.relief.minor,
        "tax_included": line.tax_included,
        "tax_class": line.tax_class,
    }


def _opened(work: Work, draft: OrderDraft, number: str, lines: tuple[OrderLine, ...]) -> Order:
    quote, zero = draft.quote, Money.zero(draft.quote.currency)
    return Order(
        id=draft.id,
        number=number,
        user_id=draft.user_id,
        cart_id=draft.cart_id,
        email=draft.email,
        status=OrderStatus.PENDING,
        payment_status=draft.payment_status,
        fulfilment_status=FulfilmentStatus.UNFULFILLED,
        subtotal=quote.subtotal,
        discount=quote.discount,
        shipping=quote.shipping,
        tax=quote.tax,
        total=quote.total,
        paid=zero,
        refunded=zero,
        shipping_address=draft.shipping_address,
        billing_address=draft.billing_address,
        note=draft.note,
        cancel_reason="",
        carrier="",
        tracking_number="",
        placed_at=work.now,
        updated_at=work.now,
        version=1,
        relief=quote.relief,
        shipping_tax=quote.shipping_tax,
        tax_included=quote.tax_included,
        vat_number=draft.vat_number,
        delivery_method_id=draft.delivery_method_id,
        delivery_method=draft.delivery_method,
        needs_shipping=draft.needs_shipping,
        country=_country(draft),
        lines=lines,
    )
