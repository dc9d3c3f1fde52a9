"""What staff do to webhooks, as the trail's test calls it."""

from typing import Any

from shopwright.faces.services import Services
from tests.faces.api.small_shop import SmallShop
from tests.support.hooks import add_hook, tried_out

Ids = dict[str, str]
_URL = "https://erp.example.com/hooks?key=hidden"
WEBHOOK_CALLS: dict[str, Any] = {
    "webhook_endpoint_create": {"url": _URL, "events": ["order.*"]},
    "webhook_endpoint_replace": {"url": _URL, "events": ["*"], "is_active": False},
    "webhook_endpoint_rotate_secret": None,
    "webhook_endpoint_delete": None,
    "webhook_endpoint_replay": {
        "since": "2026-01-01T00:00:00Z",
        "until": "2027-01-01T00:00:00Z",
    },
    "webhook_endpoint_test": None,
    "webhook_delivery_replay": None,
}


async def with_hook(services: Services, _: SmallShop, ids: Ids) -> Ids:
    """An endpoint that was tried out once."""
    endpoint, _secret = await add_hook(services, "https://erp.example.com/hooks")
    delivery_id = await tried_out(services, endpoint.id)
    return ids | {"endpoint_id": str(endpoint.id), "delivery_id": str(delivery_id)}


WEBHOOK_PREPARED = {name: with_hook for name in WEBHOOK_CALLS if name != "webhook_endpoint_create"}
