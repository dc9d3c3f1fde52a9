"""The tree of categories under many hands, and as large as a real one."""

import gzip
from collections.abc import Iterable
from typing import Any

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.modules.catalog import queries, service
from shopwright.modules.catalog.contracts import Category, CategoryDraft
from shopwright.modules.catalog.errors import CategoryRing
from tests.support.goods import MERCHANT, make_category
from tests.support.shared_data import shared
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def move(works: Works, category: Category, below: Category) -> None:
    async with works(MERCHANT) as work:
        draft = CategoryDraft(name=category.name, parent_id=below.id)
        await service.update_category(work, category_id=category.id, draft=draft)


def is_sound(tree: Iterable[Category]) -> bool:
    """Each path is that of the parent and the category's own id."""
    paths = {each.id: each.path for each in tree}
    return all(
        each.path == f"{paths[each.parent_id] if each.parent_id else ''}{each.id.hex}/"
        for each in tree
    )


async def test_two_moves_that_together_make_a_ring_are_not_both_done(
    works: Works, db: AsyncConnection
) -> None:
    for _ in range(3):
        top = [await make_category(works, name) for name in ("A", "B")]
        low = [await make_category(works, f"Below {each.name}", each) for each in top]
        refused: list[Exception] = []

        async def try_move(category: Category, below: Category, told: list[Any] = refused) -> None:
            try:
                await move(works, category, below)
            except CategoryRing as error:
                told.append(error)

        async with anyio.create_task_group() as group:
            group.start_soon(try_move, top[0], low[1])
            group.start_soon(try_move, top[1], low[0])

        assert len(refused) == 1
        assert is_sound(await queries.categories(db))


async def test_a_branch_that_is_made_while_its_parent_moves_hangs_where_the_parent_is(
    works: Works, db: AsyncConnection
) -> None:
    top, other = await make_category(works, "Top"), await make_category(works, "Other")

    async with anyio.create_task_group() as group:
        group.start_soon(move, works, top, other)
        for number in range(4):
            group.start_soon(make_category, works, f"Branch {number}", top)

    tree = await queries.categories(db)
    assert len(tree) == 6
    assert is_sound(tree)


async def test_a_real_taxonomy_is_made_in_few_statements_and_read_in_one(
    works: Works, db: AsyncConnection
) -> None:
    packed = shared("taxonomy-google/taxonomy-with-ids.en-US.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    paths = {
        tuple(part.strip() for part in line.split(" - ", 1)[-1].split(">"))
        for line in lines
        if line and not line.startswith("#")
    }

    with counted(works.engine) as sent:
        async with works(MERCHANT) as work:
            plan = await service.plan_categories(work, paths=paths)
            await service.ensure_categories(work, plan=plan)
    with counted(works.engine) as read:
        tree = await queries.categories(db)

    assert len(paths) == len(tree) == 5595
    assert is_sound(tree)
    assert len(read) <= 1
    assert len({each.slug for each in tree}) == 5595
    assert len(sent) < 60
