"""How often an address and an account may ask."""

import math
import re
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from shopwright.infra.http.edge.answers import Header, header_of, refuse, retry_after
from shopwright.infra.http.edge.counters import Counters, Limit, Taken
from shopwright.infra.http.edge.places import is_exempt

_SIGNING_IN = re.compile(
    r"/(?:auth|oauth)/"
    r"|/(?:login|log-in|signin|sign-in|register|signup|sign-up|token|forgot-password|reset-password"
    r"|users)$"  # where accounts are made
)


@dataclass(frozen=True, slots=True)
class _Count:
    limit: Limit
    taken: Taken


class Rates:
    """Counts by address and by account, and signing in by a stricter measure; an empty limit is none."""

    def __init__(self, app: ASGIApp, *, counters: Counters, general: str, signing_in: str) -> None:
        self._app = app
        self._counters = counters
        self._address = Limit.parse("address", general)
        self._account = Limit.parse("account", general)
        self._signing_in = Limit.parse("auth", signing_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_exempt(scope["path"]):
            await self._app(scope, receive, send)
            return
        counts = await self._count(scope)
        if counts:
            scope["state"]["answer_headers"] = _headers(counts)
        refused = [count.taken for count in counts if not count.taken.is_allowed]
        if refused:
            wait = retry_after(max(1, *(math.ceil(taken.seconds) for taken in refused)))
            await refuse(scope, send, 429, headers=(wait,))
            return
        await self._app(scope, receive, send)

    async def _count(self, scope: Scope) -> list[_Count]:
        """Count the request everywhere it belongs, until one of the limits refuses it."""
        counts: list[_Count] = []
        for limit, key in self._limits_of(scope):
            taken = await self._counters.take(limit, key)
            counts.append(_Count(limit, taken))
            if not taken.is_allowed:
                break
        return counts

    def _limits_of(self, scope: Scope) -> list[tuple[Limit, str]]:
        place = network_of(scope["state"]["client_address"])
        found = []
        if self._signing_in and scope["method"] == "POST" and _SIGNING_IN.search(scope["path"]):
            found.append((self._signing_in, place))
        if self._address:
            found.append((self._address, place))
        if self._account and (credentials := header_of(scope, b"authorization")):
            found.append((self._account, sha256(credentials).hexdigest()[:32]))
        return found


def network_of(address: str) -> str:
    """What one household is given: an IPv4 address, or the /64 that an IPv6 address is in."""
    if ":" not in address:
        return address
    try:
        place = ip_address(address)
    except ValueError:
        return address
    if isinstance(place, IPv6Address) and place.ipv4_mapped is None:
        return str(ip_network((place, 64), strict=False))
    return str(place)


def _headers(counts: list[_Count]) -> list[Header]:
    """All policies, the state of each, and the tightest of them in the older form."""
    tightest = min(counts, key=lambda count: count.taken.remaining)
    policies = ", ".join(f'"{c.limit.name}";q={c.limit.most};w={c.limit.seconds}' for c in counts)
    states = ", ".join(
        f'"{c.limit.name}";r={c.taken.remaining};t={math.ceil(c.taken.seconds)}' for c in counts
    )
    return [
        (b"ratelimit-policy", policies.encode()),
        (b"ratelimit", states.encode()),
        (b"ratelimit-limit", str(tightest.limit.most).encode()),
        (b"ratelimit-remaining", str(tightest.taken.remaining).encode()),
        (b"ratelimit-reset", str(math.ceil(tightest.taken.seconds)).encode()),
    ]
