"""All machines asked beside each other, each with a time limit; what failed last is remembered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from time import perf_counter

from shopwright.faces.probes.machines import MACHINES, Facts
from shopwright.faces.services import Services

PATIENCE = 2.0


class State(StrEnum):
    OK = "ok"
    FAILING = "failing"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Checked:
    """How a machine is; ``last_error`` and ``failed_at`` are of the last time that this process found it failing."""

    name: str
    state: State
    ms: float
    facts: Facts = field(default_factory=dict)
    last_error: str = ""
    failed_at: datetime | None = None


class Checkup:
    """Asks; nobody who hangs keeps the others waiting."""

    def __init__(self, services: Services, *, patience: float = PATIENCE) -> None:
        self._services = services
        self._patience = patience
        self._failed: dict[str, tuple[str, datetime]] = {}

    async def look(self) -> Sequence[Checked]:
        return await asyncio.gather(*map(self._ask, MACHINES))

    async def _ask(self, name: str) -> Checked:
        started = perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                facts: Facts = await partial(MACHINES[name], self._services)()
        except TimeoutError:
            facts = {"fault": "no answer in time"}
        except Exception as error:  # noqa: BLE001 - whatever it is, the machine can't be worked with
            facts = {"fault": type(error).__name__}
        ms = round((perf_counter() - started) * 1000, 2)
        if fault := facts.get("fault"):
            self._failed[name] = (str(fault), self._services.works.now())
        last, at = self._failed.get(name, ("", None))
        return Checked(name, _state(facts), ms, facts, last, at)


def _state(facts: Facts) -> State:
    if "fault" in facts:
        return State.FAILING
    return State.OFF if facts.get("off") else State.OK
