"""What attributes are."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog.contracts import AttributeDefinition, AttributeKind
from shopwright.modules.catalog.models import (
    AttributeDefinitionRow,
    AttributeRequirementRow,
    CategoryRow,
)
from shopwright.modules.catalog.queries.categories import below

_ROW = AttributeDefinitionRow
_DEFINITION: Any = select(
    _ROW.id,
    _ROW.code,
    _ROW.name,
    _ROW.kind,
    _ROW.unit,
    _ROW.choices,
    _ROW.is_filterable,
    _ROW.position,
    _ROW.version,
    AttributeRequirementRow.category_id,
).outerjoin(AttributeRequirementRow, AttributeRequirementRow.definition_id == _ROW.id)


async def attribute_definitions(db: AsyncConnection) -> list[AttributeDefinition]:
    """All of them in their order, in one statement."""
    return await _read(db, _DEFINITION)


async def attribute_definition(
    db: AsyncConnection, definition_id: UUID
) -> AttributeDefinition | None:
    return next(iter(await _read(db, _DEFINITION.where(_ROW.id == definition_id))), None)


async def required_places(
    db: AsyncConnection, definitions: Collection[AttributeDefinition]
) -> Mapping[UUID, frozenset[UUID]]:
    """The categories in which products need each attribute, those below the ones that are named too."""
    found: dict[UUID, frozenset[UUID]] = {}
    named = {each for definition in definitions for each in definition.required_in}
    under: dict[UUID, set[UUID]] = {}
    for category_id in sorted(named):
        path = await db.scalar(select(CategoryRow.path).where(CategoryRow.id == category_id))
        rows = await db.scalars(select(CategoryRow.id).where(*below(path or "/")))
        under[category_id] = set(rows)
    for definition in definitions:
        places = [under[each] for each in definition.required_in]
        found[definition.id] = frozenset().union(*places)
    return found


async def facet_order(db: AsyncConnection) -> dict[str, int | None]:
    """The place of each attribute among facets, by name; None where it is not to be filtered by."""
    rows = await db.execute(select(_ROW.name, _ROW.position, _ROW.is_filterable))
    return {row.name: row.position if row.is_filterable else None for row in rows}


async def _read(db: AsyncConnection, chosen: Any) -> list[AttributeDefinition]:
    found: dict[UUID, Any] = {}
    places: dict[UUID, list[UUID]] = defaultdict(list)
    for row in await db.execute(chosen.order_by(_ROW.position, _ROW.name_key)):
        found[row.id] = row
        if row.category_id is not None:
            places[row.id].append(row.category_id)
    return [
        AttributeDefinition(
            id=row.id,
            code=row.code,
            name=row.name,
            kind=AttributeKind(row.kind),
            unit=row.unit,
            choices=tuple(row.choices),
            is_filterable=bool(row.is_filterable),
            position=row.position,
            required_in=tuple(sorted(places[row.id])),
            version=row.version,
        )
        for row in found.values()
    ]
