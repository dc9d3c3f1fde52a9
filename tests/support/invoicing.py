"""Invoices of a test shop: issued, and looked at."""

from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address
from shopwright.modules.invoices import queries
from shopwright.modules.invoices import service as invoices
from shopwright.modules.invoices.contracts import Document, InvoiceTerms, Party, Seller, Snapshot
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
