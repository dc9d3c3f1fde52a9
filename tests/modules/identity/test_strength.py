"""How hard it is to guess what the shop makes up itself."""

import base64
import math
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.models import RecoveryCodeRow, SecondFactorRow
from shopwright.modules.identity.service import codes
from shopwright.modules.identity.service.links import CODE_DIGITS, links_of
from shopwright.modules.identity.tokens import new_secret
from tests.conftest import SteppingClock
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio


def test_a_secret_and_a_seed_are_long_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(1000)}
    seeds = {codes.new_seed() for _ in range(1000)}

    assert (len(secrets), len(seeds)) == (1000, 1000)
    assert {len(base64.urlsafe_b64decode(each + "=")) * 8 for each in secrets} == {256}
    assert {len(base64.b32decode(each)) * 8 for each in seeds} == {160}


async def test_a_recovery_code_has_120_bits(
    works: Works, services: Services, customer: Person
) -> None:
    async with works(system("test")) as work:
        row = {"user_id": customer.user_id, "seed": "", "last_step": 0, "created_at": work.now}
        await work.db.execute(insert(SecondFactorRow).values(**row))
        made = await codes.renew_recovery_codes(work, customer.user_id)
        kept = (await work.db.execute(select(RecoveryCodeRow.code_hash))).scalars().all()

    letters = [each.replace("-", "") for each in made]
    assert len(set(made)) == len(kept) == 10
    assert {math.log2(32) * len(each) for each in letters} == {120.0}


def test_codes_of_a_reset_use_all_their_digits() -> None:
    links = links_of("a secret of the shop")
    made = [links.code(ids.new()) for _ in range(2000)]

    assert {len(each) for each in made} == {CODE_DIGITS} == {6}
    assert {each[0] for each in made} == set("0123456789")
    assert len(set(made)) > 1950  # of 2,000 among a million, two of a kind are few


async def test_nobody_has_to_change_a_password_because_time_has_passed(
    services: Services, clock: SteppingClock, customer: Person
) -> None:
    clock.advance(seconds=timedelta(days=5 * 365).total_seconds())

    signed_in = await identity.sign_in(
        lambda: services.works(GUEST),
        services.security,
        identifier=customer.email,
        password=PASSWORD,
        seen=Seen("192.0.2.9"),
    )

    assert signed_in.user.id == customer.user_id
