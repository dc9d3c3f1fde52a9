"""The courier: one lane for each endpoint, so that nobody waits for another's slow machine."""

import asyncio
import time
from uuid import UUID

import structlog

from shopwright import __version__
from shopwright.infra import faults
from shopwright.infra.guarded import Guarded, Told
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.satellites.webhooks import queries
from shopwright.satellites.webhooks.contracts import Parcel, WebhookTerms
from shopwright.satellites.webhooks.rules import signatures
from shopwright.satellites.webhooks.service import handing

log = structlog.get_logger(__name__)
_ACTOR = system("webhooks")


class Courier:
    """Takes what is due to an endpoint, one message after the other; endpoints go beside each other."""

    def __init__(self, client: Guarded, terms: WebhookTerms) -> None:
        self.client = client
        self.terms = terms
        self._lanes: dict[UUID, asyncio.Task[None]] = {}
        self._again: set[UUID] = set()

    async def wake(self, works: Works, endpoint_id: UUID | None = None) -> None:
        """Start the lane of an endpoint, or of each for which something is due; nobody waits for its end."""
        if endpoint_id is not None:
            self._start(works, endpoint_id)
            return
        async with works.reading() as db:
            due = await queries.endpoints_with_work(db, works.now())
        for each in due:
            self._start(works, each)

    async def idle(self) -> None:
        """Wait until nothing is in hand."""
        while self._lanes:
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def close(self, seconds: float = 12.0) -> None:
        """Finish what is in hand; what takes longer is broken off, and sent again when its lease has ended."""
        lanes = list(self._lanes.values())
        if lanes:
            _, late = await asyncio.wait(lanes, timeout=seconds)
            for each in late:
                each.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, works: Works, endpoint_id: UUID) -> None:
        if endpoint_id in self._lanes:
            self._again.add(endpoint_id)
            return
        task = asyncio.get_running_loop().create_task(self._serve(works, endpoint_id))
        self._lanes[endpoint_id] = task

    async def _serve(self, works: Works, endpoint_id: UUID) -> None:
        try:
            while True:
                self._again.discard(endpoint_id)
                while await self._send_next(works, endpoint_id):
                    pass
                if endpoint_id not in self._again:
                    return
        except Exception:
            log.exception("webhooks.lane_failed", endpoint_id=str(endpoint_id))
        finally:
            del self._lanes[endpoint_id]

    async def _send_next(self, works: Works, endpoint_id: UUID) -> bool:
        async with works(_ACTOR) as work:
            parcel = await handing.take(work, endpoint_id)
        if parcel is None:
            return False
        started = time.monotonic()
        told = await self._send(works, parcel)
        took = int((time.monotonic() - started) * 1000)
        faults.reach("webhooks.sent")
        async with works(_ACTOR) as work:
            await handing.mark(work, parcel, told, milliseconds=took, terms=self.terms)
        return True

    async def _send(self, works: Works, parcel: Parcel) -> Told:
        now, message_id = works.now(), str(parcel.event_id)
        headers = {
            "content-type": "application/json",
            "user-agent": f"Shopwright/{__version__}",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signatures(
                parcel.secrets, message_id=message_id, moment=now, body=parcel.body
            ),
        }
        return await self.client.post(parcel.url, parcel.body.encode(), headers)
