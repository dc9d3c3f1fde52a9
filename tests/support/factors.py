"""Second factors of a test's people."""

from datetime import datetime
from typing import Any

import httpx2
import pyotp

from tests.support.people import PASSWORD, Person

MINE = "/api/v1/users/me/second-factor"


def code_of(seed: str, now: datetime) -> str:
    """What the person's device shows at a time."""
    return pyotp.TOTP(seed).at(now)


async def enrol(client: httpx2.AsyncClient, person: Person, now: datetime) -> tuple[str, list[str]]:
    """Give a person a second factor; answers its seed and its recovery codes."""
    seed = (await _post(client, MINE, person, {"password": PASSWORD}))["secret"]
    confirmed = await _post(client, f"{MINE}/confirm", person, {"code": code_of(seed, now)})
    return seed, confirmed["recovery_codes"]


async def _post(
    client: httpx2.AsyncClient, path: str, person: Person, body: dict[str, Any]
) -> dict[str, Any]:
    answer = await client.post(path, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
