"""Many products change at once."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    BulkOperation,
    BulkResult,
    Effect,
    PriceRecord,
    ProductRecord,
    VariantRecord,
)
from shopwright.flows.merchandising.errors import BulkRejected, NamedTwice, NameTheVariants
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.update_product import patched, plain_record
from shopwright.flows.merchandising.steps.merging import Plan
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.catalog.errors import (
    ProductNotFound,
    StaleProduct,
    UnknownCategory,
    VariantNotFound,
)
from shopwright.modules.catalog.permissions import WRITE
from shopwright.modules.inventory.contracts import MovementReason


async def bulk_edit(
    work: Work, *, operations: Sequence[BulkOperation], rejects_all: bool
) -> list[BulkResult]:
    """Change many products, in a number of statements that does not grow with them; answers a result for each operation.

    It is one Work: who is killed meanwhile has changed nothing. ``rejects_all``: one that can't be done keeps the others
    out; else they go in without it.

    Raises:
        Unauthorized, Forbidden: the actor may not write products.
        BulkRejected: shows what can't be done, in its ``results``.
    """
    work.actor.demand(WRITE)
    scene, records = await _look(work, operations)
    added = {each for operation in operations for each in operation.adds_categories}
    known = set(await catalog.categories_by_id(work.db, added))
    results: list[BulkResult] = []
    made: list[Plan] = []
    seen: set[UUID] = set()
    for operation in operations:
        try:
            plan = _plan(work, scene, records, operation, known)
            if operation.product_id in seen:
                raise NamedTwice
        except ShopError as error:
            results.append(
                BulkResult(operation.product_id, Effect.FAILED, error.code, error.detail)
            )
            continue
        finally:
            seen.add(operation.product_id)
        made.append(plan)
        effect = Effect.UNCHANGED if plan.changes_nothing else Effect.CHANGED
        results.append(BulkResult(operation.product_id, effect))
    if rejects_all and len(made) < len(operations):
        raise BulkRejected(results=[_told(at, each) for at, each in enumerate(results)])
    await _carry_out(work, [plan for plan in made if not plan.changes_nothing])
    return results


async def _look(
    work: Work, operations: Sequence[BulkOperation]
) -> tuple[plans.Scene, dict[UUID, ProductRecord]]:
    scene = await plans.look(work, {each.product_id for each in operations}, ())
    records = {
        product.id: plain_record(product, scene.levels, scene.prices)
        for product in scene.products.values()
    }
    named = await plans.look(work, (), list(records.values()))
    scene.owners = named.owners
    return scene, records


def _plan(
    work: Work,
    scene: plans.Scene,
    records: dict[UUID, ProductRecord],
    operation: BulkOperation,
    known: set[UUID],
) -> Plan:
    before = scene.products.get(operation.product_id)
    if before is None:
        raise ProductNotFound
    if operation.version not in (None, before.version):
        raise StaleProduct
    if not known.issuperset(operation.adds_categories):
        raise UnknownCategory
    record = patched(records[before.id], operation.patch)
    if operation.price is not None:
        record = _priced(record, operation.price, operation.variant_id)
    if operation.price_percent is not None:
        record = _repriced(record, 1 + operation.price_percent / 100)
    removed = {tag.casefold() for tag in operation.removes_tags}
    kept = tuple(tag for tag in record.tags if tag.casefold() not in removed)
    return plans.plan(
        work.actor,
        scene,
        replace(record, tags=(*kept, *operation.adds_tags)),
        before=before,
        category_ids=_filed(before, operation),
    )


def _filed(before: Product, operation: BulkOperation) -> list[UUID]:
    there = {*before.category_ids, *operation.adds_categories}
    return sorted(there.difference(operation.removes_categories))


def _priced(record: ProductRecord, price: PriceRecord, variant_id: UUID | None) -> ProductRecord:
    if variant_id is None and len(record.variants) != 1:
        raise NameTheVariants
    meant = variant_id or record.variants[0].id
    if meant not in {each.id for each in record.variants}:
        raise VariantNotFound
    variants = tuple(
        _with_price(each, price) if each.id == meant else each for each in record.variants
    )
    return replace(record, variants=variants)


def _with_price(variant: VariantRecord, price: PriceRecord) -> VariantRecord:
    prices = {each.amount.currency: each for each in variant.prices}
    return replace(variant, prices=tuple((prices | {price.amount.currency: price}).values()))


def _repriced(record: ProductRecord, factor: Decimal) -> ProductRecord:
    """Each price times a factor; what it is compared with stays as long as it is the higher one."""
    return replace(
        record,
        variants=tuple(
            replace(each, prices=tuple(_times(price, factor) for price in each.prices))
            for each in record.variants
        ),
    )


def _times(price: PriceRecord, factor: Decimal) -> PriceRecord:
    """What costs something goes on doing so, were it the smallest coin."""
    amount, before = price.amount.times(factor), price.compare_at
    amount = replace(amount, minor=max(amount.minor, min(price.amount.minor, 1)))
    return PriceRecord(amount, before if before is not None and before > amount else None)


async def _carry_out(work: Work, changed: Sequence[Plan]) -> None:
    if not changed:
        return
    await plans.carry_out(work, changed, reason=MovementReason.COUNTED)
    reach("merchandising.bulk_written")
    fields = {str(plan.draft.id): plan.fields for plan in changed}
    _ = await audit.note(
        work,
        action="products.bulk_changed",
        subject=Subject("products", f"{len(changed)} of them"),
        before={key: {each.name: each.before for each in told} for key, told in fields.items()},
        after={key: {each.name: each.after for each in told} for key, told in fields.items()},
    )


def _told(at: int, result: BulkResult) -> dict[str, object]:
    told = {"index": at, "product_id": str(result.product_id), "effect": result.effect}
    return told | {"code": result.code, "detail": result.detail}
