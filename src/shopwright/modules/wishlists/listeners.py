"""Those who wait hear that stock has returned."""

from collections.abc import Mapping
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.kernel.events import Event
from shopwright.modules.inventory.events import StockReturned
from shopwright.modules.wishlists import service
from shopwright.modules.wishlists.contracts import TELL


def listeners() -> Mapping[type[Event], tuple[JobKind, ...]]:
    return {StockReturned: (JobKind("wishlists.stock_returned", _hear),)}


async def _hear(work: Work, payload: Payload) -> None:
    if await service.tell(work, variant_ids=[UUID(payload["variant_id"])]):
        work.enqueue(TELL, {"after": None})
