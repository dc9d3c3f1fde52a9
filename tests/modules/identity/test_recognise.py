"""From a token to an actor."""

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.models import RolePermissionRow, SessionRow, UserRoleRow
from tests.conftest import SteppingClock
from tests.support.people import Person, actor_of

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def test_an_admin_holds_every_right_and_a_customer_none(
    services: Services, admin: Person, customer: Person, vendor: Person
) -> None:
    admins, customers, vendors = [
        (await actor_of(services, person)).rights for person in (admin, customer, vendor)
    ]

    assert {"users:read", "roles:write", "audit:read", "products:write"} <= admins
    assert vendors == {"products:write_own"}
    assert customers == frozenset()


async def test_the_actor_is_the_tokens_user(services: Services, customer: Person) -> None:
    actor = await actor_of(services, customer)

    assert actor.is_user
    assert actor.user_id == customer.user_id
    assert actor.label == customer.email
