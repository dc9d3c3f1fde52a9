"""A shop whose webhooks may go to this machine, and a machine that listens."""

from collections.abc import AsyncIterator

import pytest

from shopwright.infra.settings import Settings
from shopwright.kernel.clock import utc_now
from tests.conftest import SteppingClock
from tests.support.hooks import Listener


@pytest.fixture
def settings(settings: Settings) -> Settings:
    allowed = {"webhooks_allow_private": True, "webhook_alert_email": "staff@shop.example"}
    return settings.model_copy(update=allowed)


@pytest.fixture
def clock() -> SteppingClock:
    """From now on: receivers refuse what is older than five minutes."""
    return SteppingClock(utc_now())


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    opened = await Listener().open()
    yield opened
    await opened.close()
