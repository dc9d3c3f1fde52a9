"""Invoices of a test shop: issued, and looked at."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.pdf.contents import Attached
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address
from shopwright.modules.invoices import queries
from shopwright.modules.invoices import service as invoices
from shopwright.modules.invoices.adapters.layout import laid_out
from shopwright.modules.invoices.contracts import (
    Document,
    InvoiceTerms,
    Item,
    Party,
    Seller,
    Snapshot,
    TaxShare,
)
from shopwright.modules.invoices.ports import Enclosing
from shopwright.modules.tax import service as tax

ACTOR = system("test")
BERLIN = Address("Robin Example", "Am Ufer 1", "Berlin", "DE", postal_code="10115")
PARIS = Address("Robin Example", "1 rue du Lac", "Paris", "FR", postal_code="75001")
OSLO = Address("Robin Example", "Sjøgata 1", "Oslo", "NO", postal_code="0150")
SELLER = Seller(
    Party(
        "Kiln & House GmbH",
        line1="Am Ufer 9",
        postal_code="10115",
        city="Berlin",
        country="DE",
        vat_number="DE136695976",
    ),
    register="HRB 12345, Berlin",
    iban="DE89370400440532013000",
)
TERMS = InvoiceTerms(SELLER)


async def with_rates(services: Services) -> None:
    """The rates of the European Union."""
    async with services.works(ACTOR) as work:
        await tax.take_union(work)


async def follow(works: Works, order_id: UUID, terms: InvoiceTerms = TERMS) -> list[Document]:
    async with works(ACTOR) as work:
        return await invoices.follow(work, terms, order_id=order_id)


async def give_back(services: Services, order_id: UUID, amount: str | None = None) -> None:
    """Refund an order, all of it unless told."""
    money = Money.parse(amount, "EUR") if amount else None
    await returns.refund(services.desk, ACTOR, RefundWanted(order_id, amount=money))


async def documents_of(works: Works, order_id: UUID) -> list[Document]:
    async with works.reading() as db:
        return await queries.of_order(db, order_id)


async def said_by(works: Works, document: Document) -> Snapshot:
    async with works.reading() as db:
        return await queries.snapshot(db, document.id)


def taxes(snapshot: Snapshot) -> list[Any]:
    """Rate, base and amount of each tax."""
    return [(each.rate, each.base, each.amount) for each in snapshot.taxes]


def printed(document: Snapshot, enclosing: Enclosing | None = None) -> bytes:
    """The file of a document, made at once."""
    found = enclosing.enclose(document) if enclosing else None
    within = None
    if enclosing and found:
        within = Attached(enclosing.name, found, enclosing.told, enclosing.metadata)
    return laid_out(document, datetime(2026, 11, 2, 9, 0, tzinfo=UTC), within)


def sample(**changes: Any) -> Snapshot:
    """Two cups at 11.90 and the delivery at 5.00, with 19 % in them."""
    vat = TaxShare("VAT 19 %", "0.19", "standard", 2420, 460)
    snapshot = Snapshot(
        kind="invoice",
        number="2026-00001",
        issued_on="2026-11-02",
        order_number="1001",
        ordered_on="2026-11-01",
        delivered_on="2026-11-02",
        language="de",
        currency="EUR",
        seller=SELLER,
        buyer=Party("Robin Example", "", "1 rue du Lac", "", "75001", "Paris", "", "FR"),
        ship_to=None,
        lines=(Item("Cup", "CUP-1", 2, 1190, 0, 2380, 2000, ("0.19",), "standard"),),
        taxes=(vat,),
        subtotal=2380,
        discount=0,
        relief=0,
        shipping=500,
        shipping_net=420,
        shipping_taxes=(TaxShare("VAT 19 %", "0.19", "standard", 420, 80),),
        shipping_method="Parcel",
        net=2420,
        tax=460,
        total=2880,
        tax_included=True,
        paid=2880,
    )
    return replace(snapshot, **changes)
