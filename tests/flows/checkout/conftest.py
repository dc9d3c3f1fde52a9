"""A shop that takes payments by Stripe, which runs on this machine."""

from collections.abc import AsyncIterator, Iterator

import pytest

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from tests.conftest import SteppingClock
from tests.support.paying import shop_with
from tests.support.stripe import SECRET, FakeStripe, fake_stripe


@pytest.fixture
def stripe(clock: SteppingClock) -> Iterator[FakeStripe]:
    with fake_stripe() as fake:
        fake.now = clock().timestamp()
        yield fake


@pytest.fixture
async def shop(
    settings: Settings, clock: SteppingClock, stripe: FakeStripe
) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": "stripe,test",
        "stripe_secret_key": "sk_test_1",
        "stripe_webhook_secrets": f"whsec_old, {SECRET}",
        "stripe_api_base": stripe.base,
    }
    async with shop_with(settings, clock, **changes) as services:
        yield services
