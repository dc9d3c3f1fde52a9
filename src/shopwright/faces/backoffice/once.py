"""A form counts once, however often its button is pressed: where it led to is kept under the key that stands in it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from hashlib import sha256

from shopwright.faces.services import Services
from shopwright.infra import idempotency
from shopwright.infra.idempotency import Key, KeyInUse, StoredAnswer
from shopwright.kernel.actors import system

_ACTOR, _ROUTE = system("backoffice"), "backoffice"
_DONE, _NOT_DONE = 303, 409
_FIRST_PAUSE, _LONGEST_PAUSE, _PATIENCE = 0.02, 0.25, 8.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a form led to, and what was told there."""

    address: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Once:
    """A form that somebody sends; the same words under another key are another form."""

    services: Services
    key: Key

    @classmethod
    def of(cls, services: Services, user_id: str, said: Sequence[object]) -> "Once":
        digest = sha256(json.dumps(said).encode()).hexdigest()
        keep = timedelta(hours=services.settings.idempotency_hours)
        return cls(services, Key(f"user:{user_id}", _ROUTE, digest, digest, keep))

    async def before(self) -> Outcome | None:
        """Where it has led to already; one that is being worked on is waited for. None: it is to be done.

        Raises:
            KeyInUse: the first is worked on for long.
        """
        pause, waited = _FIRST_PAUSE, 0.0
        while True:
            try:
                return await self._claimed()
            except KeyInUse:
                if waited >= _PATIENCE:
                    raise
            await asyncio.sleep(pause)
            waited += pause
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def keep(self, outcome: Outcome | None) -> None:
        """Where it led to; None: it was refused, so that it may be sent again."""
        body = json.dumps(asdict(outcome)) if outcome is not None else "{}"
        answer = StoredAnswer(_DONE if outcome is not None else _NOT_DONE, body)
        async with self.services.works(_ACTOR) as work:
            await idempotency.remember(work, self.key, answer)

    async def _claimed(self) -> Outcome | None:
        async with self.services.works(_ACTOR) as work:
            answer = (await idempotency.claim(work, self.key)).answer
        if answer is None or answer.status != _DONE:
            return None
        return Outcome(**json.loads(answer.body))
