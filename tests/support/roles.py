"""Roles of a test's own, made through the API."""

import httpx2

from shopwright.faces.services import Services
from tests.support.people import Person, make_person

ROLES = "/api/v1/admin/roles"


async def person_with(
    client: httpx2.AsyncClient, services: Services, admin: Person, *rights: str
) -> Person:
    """Somebody whose role has these rights and no others."""
    role = {"name": "narrow", "title": "Narrow", "rights": list(rights)}
    made = await client.post(ROLES, json=role, headers=admin.headers)
    assert made.status_code == 201, made.text
    return await make_person(services, "narrow")
