"""Staff says what attributes are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, or_, select, update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries, rules
from shopwright.modules.catalog.contracts import AttributeDefinition, AttributeDraft
from shopwright.modules.catalog.errors import (
    AttributeNotFound,
    AttributeTaken,
    StaleAttribute,
    UnknownCategory,
)
from shopwright.modules.catalog.events import AttributesDefined
from shopwright.modules.catalog.models import AttributeDefinitionRow, AttributeRequirementRow

_FIELDS = tuple(AttributeDraft.__dataclass_fields__)


async def define_attribute(work: Work, *, draft: AttributeDraft) -> AttributeDefinition:
    """Say what values of an attribute are; products are checked when they are written next.

    Raises:
        InvalidAttributeDefinition, UnknownCategory: it can't be like that.
        AttributeTaken: another one has the code or the name.
    """
    await _check(work, draft, None)
    made = AttributeDefinition(id=ids.new(), version=1, **_fields(draft))
    row = _row(made) | {"id": made.id, "created_at": work.now, "updated_at": work.now}
    await work.db.execute(insert(AttributeDefinitionRow).values(**row))
    await _place(work, made)
    return await _told(work, "attribute.defined", None, made)


async def redefine_attribute(
    work: Work, *, definition_id: UUID, draft: AttributeDraft, expected_version: int | None = None
) -> AttributeDefinition:
    """Say it anew. Values that are there stay as they are until their product is written again.

    Raises:
        AttributeNotFound: there is none.
        StaleAttribute: it is not at ``expected_version`` any more.
        InvalidAttributeDefinition, UnknownCategory, AttributeTaken: see :func:`define_attribute`.
    """
    before = await _found(work, definition_id, expected_version)
    await _check(work, draft, before)
    after = AttributeDefinition(id=before.id, version=before.version + 1, **_fields(draft))
    row = AttributeDefinitionRow
    changed = update(row).where(row.id == before.id, row.version == before.version)
    values = _row(after) | {"updated_at": work.now}
    if not (await work.db.execute(changed.values(**values).returning(row.id))).first():
        raise StaleAttribute
    await _place(work, after)
    return await _told(work, "attribute.redefined", before, after)


async def forget_attribute(
    work: Work, *, definition_id: UUID, expected_version: int | None = None
) -> None:
    """Let an attribute be free text again; its values stay.

    Raises:
        AttributeNotFound, StaleAttribute: see :func:`redefine_attribute`.
    """
    before = await _found(work, definition_id, expected_version)
    row = AttributeDefinitionRow
    await work.db.execute(delete(row).where(row.id == definition_id))
    await _told(work, "attribute.forgotten", before, None)


async def _found(work: Work, definition_id: UUID, version: int | None) -> AttributeDefinition:
    before = await queries.attribute_definition(work.db, definition_id)
    if before is None:
        raise AttributeNotFound
    if version not in (None, before.version):
        raise StaleAttribute
    return before


async def _check(work: Work, draft: AttributeDraft, before: AttributeDefinition | None) -> None:
    rules.check_definition(draft)
    known = await queries.categories_by_id(work.db, draft.required_in)
    if len(known) < len(set(draft.required_in)):
        raise UnknownCategory
    row = AttributeDefinitionRow
    alike = or_(
        row.code.in_([draft.code, draft.name.casefold()]),
        row.name_key.in_([draft.code, draft.name.casefold()]),
    )
    others = set(await work.db.scalars(select(row.id).where(alike)))
    if others - {before.id if before else None}:
        raise AttributeTaken


async def _place(work: Work, definition: AttributeDefinition) -> None:
    row = AttributeRequirementRow
    await work.db.execute(delete(row).where(row.definition_id == definition.id))
    rows = [
        {"definition_id": definition.id, "category_id": each}
        for each in sorted(set(definition.required_in))
    ]
    if rows:
        await work.db.execute(insert(row), rows)


async def _told(
    work: Work, action: str, before: AttributeDefinition | None, after: AttributeDefinition | None
) -> AttributeDefinition:
    known = after or before
    assert known is not None  # noqa: S101 - one of them is given
    work.record(AttributesDefined(definition_id=known.id))
    await audit.note(
        work,
        action=action,
        subject=Subject("attribute", str(known.id)),
        before=_shown(before),
        after=_shown(after),
    )
    return known


def _shown(definition: AttributeDefinition | None) -> Mapping[str, object] | None:
    if definition is None:
        return None
    return _fields(definition) | {"required_in": [str(each) for each in definition.required_in]}


def _fields(draft: AttributeDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _FIELDS}


def _row(definition: AttributeDefinition) -> dict[str, object]:
    row = _fields(definition) | {"version": definition.version}
    del row["required_in"]
    return row | {
        "choices": list(definition.choices),
        "name_key": definition.name.casefold(),
    }
