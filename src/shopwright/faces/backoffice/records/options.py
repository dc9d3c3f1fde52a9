"""Lists that a form lets choose from, asked of the API."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from babel import Locale

from shopwright.faces.backoffice.page import Desk
from shopwright.faces.backoffice.records.forms import Options
from shopwright.faces.backoffice.shelf import categories
from shopwright.kernel.countries import COUNTRIES


async def options_of(asked: Desk, names: Sequence[str]) -> dict[str, Options]:
    """The lists of these names, each asked for once."""
    return {name: await _SOURCES[name](asked) for name in dict.fromkeys(names) if name}


async def _zones(asked: Desk) -> Options:
    found = await asked.ask("GET", "/api/v1/admin/delivery/zones")
    return [(each["id"], each["name"]) for each in found.data] if found.is_well else []


async def _rights(asked: Desk) -> Options:
    found = await asked.ask("GET", "/api/v1/admin/permissions")
    items = found.data.get("items", [])
    return [(each["name"], f"{each['name']} \u2013 {each['description']}") for each in items]


async def _events(asked: Desk) -> Options:
    found = await asked.ask("GET", "/api/v1/admin/webhooks/events")
    told = found.data if found.is_well else []
    return [(each["name"], f"{each['name']} \u2013 {each['meaning']}") for each in told]


async def _countries(asked: Desk) -> Options:
    names = Locale.parse(asked.language).territories
    return sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda each: each[1])


async def _staff(asked: Desk) -> Options:
    """Everybody with a role of staff, as far as the visitor may see them; himself always."""
    roles = await asked.ask("GET", "/api/v1/admin/roles")
    names = {each["name"] for each in roles.data.get("items", [])} - _NO_STAFF
    found = {asked.staff["id"]: asked.staff["email"]}
    for name in sorted(names):
        people = await asked.ask("GET", "/api/v1/admin/users", query={"role": name, "limit": 100})
        found |= {each["id"]: each["email"] for each in people.data.get("items", [])}
    return sorted(found.items(), key=lambda each: each[1])


_NO_STAFF = frozenset({"customer", "vendor"})
_SOURCES: Mapping[str, Callable[[Desk], Awaitable[Options]]] = {
    "categories": categories,
    "countries": _countries,
    "events": _events,
    "rights": _rights,
    "staff": _staff,
    "zones": _zones,
}
