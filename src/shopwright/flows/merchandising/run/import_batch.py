"""A batch of records from a catalog file goes into the shop."""

from collections.abc import Sequence
from dataclasses import replace

from shopwright.flows.merchandising.contracts import (
    STRICT,
    BatchOutcome,
    Change,
    Effect,
    ProductRecord,
    RowProblem,
    VendorTerms,
)
from shopwright.flows.merchandising.run import holding, plans
from shopwright.flows.merchandising.run.plans import Scene
from shopwright.flows.merchandising.steps.merging import Plan
from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.inventory.contracts import MovementReason


async def import_batch(
    work: Work,
    records: Sequence[ProductRecord],
    *,
    dry_run: bool = False,
    terms: VendorTerms = STRICT,
) -> BatchOutcome:
    """Store what records say, keyed by handle, variants by SKU or option values.

    A constant number of statements for a batch of any size. What is already there is left alone, so that a second
    import changes nothing. A record that can't go in is named in the outcome's problems, the others go in. What a
    vendor brings in waits for staff like all that he wants to be shown.

    Raises:
        Unauthorized, Forbidden: the actor may not write products at all.
    """
    plans.demand_writing(work.actor)
    await dialect.plan_afresh(work.db)
    chosen, problems = _first_of_each(records)
    ids_by_slug = await catalog_queries.product_ids_by_slug(
        work.db, [record.handle for record in chosen]
    )
    scene = await plans.look(work, ids_by_slug.values(), chosen)
    paths = {path for record in chosen for path in record.categories}
    tree = await catalog.plan_categories(work, paths=paths)
    made: list[Plan] = []
    for record in chosen:
        found = ids_by_slug.get(record.handle)
        before = scene.products.get(found) if found else None
        filed = [tree.ids[path] for path in record.categories]
        kept = before.category_ids if before else ()
        try:
            made.append(
                plans.plan(
                    work.actor,
                    scene,
                    _with_window(record, before),
                    before=before,
                    category_ids=filed or kept,
                )
            )
        except ShopError as error:
            problems.append(RowProblem(record.line, error.detail, record.handle))
    if not dry_run:
        await catalog.ensure_categories(work, plan=tree)
        await _carry_out(work, scene, [each for each in made if not each.changes_nothing], terms)
    return BatchOutcome(tuple(_change(each) for each in made), tuple(problems))


def _with_window(record: ProductRecord, before: Product | None) -> ProductRecord:
    """A file that says nothing of when a product shows leaves that as it is."""
    if before is None or record.published_from or record.published_until:
        return record
    opens, closes = before.published_from, before.published_until
    return replace(record, published_from=opens, published_until=closes)


async def _carry_out(work: Work, scene: Scene, changed: Sequence[Plan], terms: VendorTerms) -> None:
    _ = await holding.carry_out(
        work,
        changed,
        reason=MovementReason.IMPORTED,
        scene=scene,
        waiting=await holding.waiting_for(work, terms, scene.products),
        terms=terms,
    )
    await _note(work, changed)


async def _note(work: Work, changed: Sequence[Plan]) -> None:
    if changed:
        handles = [plan.draft.slug for plan in changed]
        _ = await audit.note(
            work,
            action="products.imported",
            subject=Subject("products", f"{len(changed)} of them"),
            after={"first": handles[0], "last": handles[-1]},
        )


def _first_of_each(
    records: Sequence[ProductRecord],
) -> tuple[list[ProductRecord], list[RowProblem]]:
    """The first record of each handle; the others would overwrite it, which nobody can mean."""
    chosen: dict[str, ProductRecord] = {}
    problems = []
    for record in records:
        first = chosen.setdefault(record.handle, record)
        if first is not record:
            reason = f"The handle stands there already on line {first.line}."
            problems.append(RowProblem(record.line, reason, record.handle))
    return list(chosen.values()), problems


def _change(plan: Plan) -> Change:
    effect = Effect.CHANGED
    if plan.before is None:
        effect = Effect.CREATED
    elif plan.changes_nothing:
        effect = Effect.UNCHANGED
    return Change(plan.record.handle, effect, plan.record.line, tuple(plan.fields))
