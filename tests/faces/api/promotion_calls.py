"""What staff do to promotions and groups of customers, as the trail's test calls it."""

from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.customers import service as customers
from tests.faces.api.small_shop import SmallShop
from tests.modules.promotions.making import code_of, running

Ids = dict[str, str]
_PROMOTION = {"name": "Spring", "class": "order", "benefit": {"kind": "percent", "percent": "10"}}
PROMOTION_CALLS: dict[str, Any] = {
    "promotion_create": _PROMOTION,
    "promotion_replace": _PROMOTION | {"priority": 3},
    "promotion_set_state": {"state": "inactive"},
    "promotion_code_add": {"code": "AUTUMN"},
    "promotion_codes_generate": {"count": 3},
    "promotion_code_change": {"is_active": False},
    "customer_group_create": {"name": "Friends"},
    "customer_group_rename": {"name": "Friends"},
    "customer_group_delete": None,
    "customer_group_join": None,
    "customer_group_leave": None,
}


async def with_promotion(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    """A promotion with a code, and a group with Robin in it."""
    promotion = await running(services.works, needs_code=True)
    code = await code_of(services.works, promotion.id)
    async with services.works(system("test")) as work:
        group = await customers.add_group(work, name="Neighbours")
        await customers.join_group(work, group_id=group.id, user_id=UUID(ids["user_id"]))
    return ids | {
        "promotion_id": str(promotion.id),
        "code_id": str(code.id),
        "group_id": str(group.id),
    }
