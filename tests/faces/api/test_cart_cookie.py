"""The cookie that names a guest's cart."""

import httpx2
import pytest

from shopwright.infra.settings import Settings
from shopwright.main import create_app
from shopwright.wiring import close_services, open_services
from tests.support.buying import stocked

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("public_url", "is_secure"), [("https://shop.example", True), ("http://shop.example", False)]
)
async def test_a_shop_reached_by_https_sends_its_cookie_by_https_alone(
    settings: Settings, public_url: str, *, is_secure: bool
) -> None:
    services = open_services(settings.model_copy(update={"public_url": public_url}))
    transport = httpx2.ASGITransport(app=create_app(services.settings, services=services))
    tea = await stocked(services.works)

    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        added = await client.post("/api/v1/cart/add", json={"variant_id": str(tea)})
    await close_services(services)

    assert ("Secure" in added.headers["set-cookie"]) is is_secure
