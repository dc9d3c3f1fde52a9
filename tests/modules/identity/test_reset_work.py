"""Guessing at a reset's code costs the same work, whether or not there is an account."""

import pytest

from shopwright.faces.services import Services
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.errors import InvalidResetCode
from shopwright.modules.identity.service.asking import ask_to_reset
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def _work_of_a_guess(services: Services, email: str) -> int:
    with counted(services.works.engine) as sent, pytest.raises(InvalidResetCode):
        await identity.claim_by_code(
            lambda: services.works(GUEST),
            services.security,
            email=email,
            code="no code",
            seen=Seen("192.0.2.9"),
        )
    return len(sent)


async def test_a_wrong_code_costs_the_same_for_known_and_unknown_addresses(
    services: Services, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        user = await queries.by_id(work.db, customer.user_id)
        assert user is not None
        await ask_to_reset(work, services.security.links, user=user)
    await _work_of_a_guess(services, "first@example.com")  # makes the address's count

    known = await _work_of_a_guess(services, customer.email)
    unknown = await _work_of_a_guess(services, "nobody@example.com")

    assert known == unknown
