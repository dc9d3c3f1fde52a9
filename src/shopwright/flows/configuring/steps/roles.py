"""Roles of the shop's own making, in a file; one that the file does not name stays, for somebody may hold it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.errors import UnreadableConfiguration
from shopwright.flows.configuring.steps.zones import checked
from shopwright.infra.work import Work
from shopwright.modules.identity import queries, service

SECTION = "roles"
_ROLE = {"name": str, "title": str, "rights": list}
Told = dict[str, Any]


async def exported(db: AsyncConnection) -> list[Told]:
    return [
        {"name": role.name, "title": role.title, "rights": sorted(role.rights)}
        for role in await queries.roles(db)
        if not role.is_builtin
    ]


async def differences(db: AsyncConnection, wanted: Sequence[Any]) -> list[Difference]:
    old, new = _named(await exported(db)), _wanted(wanted)
    return [
        Difference(f"{SECTION} {name}", old.get(name), role)
        for name, role in new.items()
        if old.get(name) != role
    ]


async def applied(work: Work, wanted: Sequence[Any], known: Collection[str]) -> None:
    there = _named(await exported(work.db))
    for name, role in _wanted(wanted).items():
        title, rights = role["title"], frozenset(role["rights"])
        if name not in there:
            await service.create_role(work, name=name, title=title, rights=rights, known=known)
        elif there[name] != role:
            await service.change_role(work, name=name, title=title, rights=rights, known=known)


def _wanted(told: Sequence[Any]) -> Mapping[str, Told]:
    roles = [checked(each, _ROLE, SECTION) for each in told]
    if any(not role.get("name") for role in roles):
        raise UnreadableConfiguration("Each role has a name.")
    return _named(
        {
            "name": role["name"],
            "title": role.get("title", role["name"].capitalize()),
            "rights": sorted(role.get("rights", ())),
        }
        for role in roles
    )


def _named(roles: Any) -> dict[str, Told]:
    return {role["name"]: role for role in roles}
