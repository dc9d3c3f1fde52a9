"""How often an address and an account may ask."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from starlette.types import ASGIApp, Receive, Scope, Send

from shopwright.infra.http.edge.answers import Header, header_of, refuse, retry_after
from shopwright.infra.http.edge.counters import Counters, Limit, Taken
from shopwright.infra.http.edge.places import is_exempt
from shopwright.kernel.errors import TooMany
from shopwright.kernel.networks import network_of

Caller = Callable[[Scope], tuple[str, str] | None]

# What is asked for more seldom than anything else, by what its address ends with or holds; sent by POST or PUT.
_FLOWS = {
    "auth": re.compile(
        r"/(?:auth|oauth)/"
        r"|/(?:login|log-in|signin|sign-in|register|signup|sign-up|token|forgot-password|reset-password"
        r"|users"  # where accounts are made
        r"|(?:change-)?password|(?:change-)?email|deactivate)$"
        r"|/second-factor(?:/|$)"
    ),
    "registration": re.compile(r"/(?:register|signup|sign-up|users)$"),
    "mail": re.compile(
        r"/(?:forgot-password|[a-z-]*resend[a-z-]*|(?:change-)?email)(?:/|$)|/products/[^/]+/stock-alerts$"
    ),
}


@dataclass(frozen=True, slots=True)
class Measures:
    """How much of what: each like ``100/minute``, an empty one is none.

    ``auth`` counts signing in and all that proves who one is, ``registration`` new accounts, ``mail`` what makes us
    write to somebody; each by address. ``key`` is for API keys, whatever address they come from.
    """

    general: str = ""
    auth: str = ""
    registration: str = ""
    mail: str = ""
    key: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class _Count:
    limit: Limit
    taken: Taken


def by_credentials(scope: Scope) -> tuple[str, str] | None:
    """Who calls, as far as the edge can tell by itself: one account for each token."""
    credentials = header_of(scope, b"authorization")
    return ("account", sha256(credentials).hexdigest()[:32]) if credentials else None


class Rates:
    """Counts by address, by account and by key, and what is delicate by a stricter measure.

    ``caller`` says whose request it is, ``("account", id)`` or ``("key", id)``, without asking the database. What bears
    a key that is known to be good is counted by the key alone: a warehouse calls from one address all day.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        counters: Counters,
        measures: Measures,
        caller: Caller = by_credentials,
    ) -> None:
        self._app = app
        self._counters = counters
        self._caller = caller
        self._address = Limit.parse("address", measures.general)
        self._account = Limit.parse("account", measures.general)
        self._key = Limit.parse("key", measures.key)
        self._flows = [
            (limit, pattern)
            for name, pattern in _FLOWS.items()
            if (limit := Limit.parse(name, getattr(measures, name)))
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_exempt(scope["path"]):
            await self._app(scope, receive, send)
            return
        scope["state"]["count_guesses"] = partial(self._count_guesses, scope)
        counts = await self._count(scope)
        if counts:
            scope["state"]["answer_headers"] = _headers(counts)
        refused = [count.taken for count in counts if not count.taken.is_allowed]
        if refused:
            wait = retry_after(max(1, *(math.ceil(taken.seconds) for taken in refused)))
            await refuse(scope, send, 429, headers=(wait,))
            return
        await self._app(scope, receive, send)

    async def _count_guesses(self, scope: Scope, times: int) -> None:
        """Count what a body tries and what was guessed wrong, each as a sign-in; the route says how much that is.

        Nothing wrong counts nothing, but goes through only where there would be room: else what is right would show.

        Raises:
            TooMany: more than may be tried.
        """
        kind, _ = self._caller(scope) or ("", "")
        limit = next((limit for limit, _ in self._flows if limit.name == "auth"), None)
        if limit is None or (kind == "key" and self._key):
            return
        place = network_of(scope["state"]["client_address"])
        ask = self._counters.take if times else self._counters.look
        for _ in range(max(times, 1)):
            taken = await ask(limit, place)
            if not taken.is_allowed:
                raise TooMany(retry_after=max(1, math.ceil(taken.seconds)))

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
        kind, caller = self._caller(scope) or ("", "")
        if kind == "key" and self._key:
            return [(self._key, caller)]
        place = network_of(scope["state"]["client_address"])
        found = []
        if scope["method"] in {"POST", "PUT"}:
            path = scope["path"]
            found += [(limit, place) for limit, pattern in self._flows if pattern.search(path)]
        if self._address:
            found.append((self._address, place))
        if self._account and caller:
            found.append((self._account, caller))
        return found


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
