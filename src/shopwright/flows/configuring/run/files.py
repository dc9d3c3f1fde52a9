"""The whole configuration in one file: knobs, tax, delivery, roles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.errors import UnreadableConfiguration
from shopwright.flows.configuring.run.setting import configure
from shopwright.flows.configuring.steps import delivery, roles, zones
from shopwright.infra.knobs import (
    UnusableKnobs,
    by_name,
    by_section,
    configured,
    overlaid,
    values_of,
)
from shopwright.infra.settings import Settings
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.shop import queries

Document = Mapping[str, Any]
_LISTS = (zones.SECTION, delivery.ZONES, delivery.METHODS, roles.SECTION)


async def exported(db: AsyncConnection, base: Settings) -> dict[str, Any]:
    """How the shop is; applied to a shop that is so already, it changes nothing."""
    now = configured(base, (await queries.current(db)).values)
    return {
        zones.SECTION: await zones.exported(db),
        **await delivery.exported(db),
        roles.SECTION: await roles.exported(db),
        **by_section(values_of(now)),
    }


async def differences(db: AsyncConnection, base: Settings, document: Document) -> list[Difference]:
    """What the file says otherwise than the shop is; of what it does not name it says nothing.

    Raises:
        UnreadableConfiguration: there is no such setting, or its value can't be used.
    """
    knobs, listed = _parts(document)
    stored = (await queries.current(db)).values
    now = values_of(configured(base, stored))
    try:
        wanted = values_of(overlaid(base, {**stored, **knobs}))
    except UnusableKnobs as error:
        raise UnreadableConfiguration(f"The shop can't be configured like that: {error}.") from None
    found = [
        Difference(name, now[name], wanted[name]) for name in knobs if now[name] != wanted[name]
    ]
    if zones.SECTION in listed:
        found += await zones.differences(db, listed[zones.SECTION])
    found += await delivery.differences(db, listed)
    if roles.SECTION in listed:
        found += await roles.differences(db, listed[roles.SECTION])
    return found


async def applied(
    work: Work, base: Settings, document: Document, *, rights: Collection[str]
) -> list[Difference]:
    """Let the shop be as the file says, whole or not at all; a second time it changes nothing.

    Raises:
        UnreadableConfiguration: see :func:`differences`. And what those who keep zones and roles raise.
    """
    found = await differences(work.db, base, document)
    if not found:
        return found
    _, listed = _parts(document)
    if zones.SECTION in listed:
        await zones.applied(work, listed[zones.SECTION])
    await delivery.applied(work, listed)
    if roles.SECTION in listed:
        await roles.applied(work, listed[roles.SECTION], rights)
    knobs = {each.name: each.after for each in found if "." in each.name}
    rest = [each for each in found if each.name not in knobs]
    if knobs:
        await configure(work, base, lambda before: {**before, **knobs})
    if rest:
        await audit.note(
            work,
            action="shop.configured",
            subject=Subject("shop", "file"),
            before={each.name: each.before for each in rest},
            after={each.name: each.after for each in rest},
        )
    return found


def _parts(document: Document) -> tuple[dict[str, Any], dict[str, Sequence[Any]]]:
    """Knobs by name, and lists; a section that is neither is told with the other faults."""
    listed = {name: document[name] for name in _LISTS if name in document}
    if any(not isinstance(each, list) for each in listed.values()):
        raise UnreadableConfiguration(f"{' and '.join(_LISTS)} are lists.")
    rest = {name: part for name, part in document.items() if name not in _LISTS}
    return by_name(rest), listed
