"""The order of the layers, and what of them is the process's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Self

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from shopwright.infra.http.edge.bodies import Accepts, Bodies, Larger, json_only, none_larger
from shopwright.infra.http.edge.bodiless import HeadAsGet
from shopwright.infra.http.edge.compression import Compression
from shopwright.infra.http.edge.counters import Counters
from shopwright.infra.http.edge.entrance import Entrance
from shopwright.infra.http.edge.gate import Gate
from shopwright.infra.http.edge.heads import Heads, HttpsOnly
from shopwright.infra.http.edge.pressure import Places, Pressure
from shopwright.infra.http.edge.proxies import Proxies
from shopwright.infra.http.edge.rates import Caller, Measures, Rates, by_credentials
from shopwright.infra.metrics import Counts
from shopwright.infra.settings import Settings

Layer = Callable[[ASGIApp], ASGIApp]
_TAKEN = [
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-api-key",
    "x-cart-token",
    "x-order-token",
    "x-request-id",
]
_SHOWN = [
    "deprecation",
    "etag",
    "idempotency-replayed",
    "link",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
]
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Edge:
    """The layers around one application, and what they share."""

    settings: Settings
    gate: Gate = field(default_factory=Gate)
    counters: Counters = field(default_factory=Counters)
    caller: Caller = by_credentials
    counts: Counts = field(default_factory=Counts)

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        caller: Caller = by_credentials,
        counts: Counts | None = None,
    ) -> Self:
        """``caller``: see :class:`Rates`."""
        counters = Counters(settings.redis_url)
        return cls(settings, counters=counters, caller=caller, counts=counts or Counts())

    def around(
        self,
        app: ASGIApp,
        *,
        accepts: Accepts = json_only,
        larger: Larger = none_larger,
        lane: Layer | None = None,
        outermost: Layer | None = None,
        innermost: Layer | None = None,
    ) -> ASGIApp:
        """The application behind all layers.

        ``accepts``, ``larger``: see :class:`Bodies`; ``lane``: a layer that answers from memory what it can, and so stands before
        those who wait for a place. ``outermost`` sees a request before anything is asked of its address, ``innermost``
        when everything has been.
        """
        for layer in (
            *([innermost] if innermost else ()),
            Compression,
            self._pressure(),
            *([lane] if lane else ()),
            *self._outer(accepts, larger, outermost),
        ):
            app = layer(app)
        return app

    async def close(self) -> None:
        await self.counters.close()

    def _outer(self, accepts: Accepts, larger: Larger, outermost: Layer | None) -> list[Layer]:
        """Innermost first. What refuses cheaply stands before what waits, and whatever answers is inside of CORS."""
        settings = self.settings
        return [
            HeadAsGet,
            partial(
                Bodies,
                limit=settings.max_body_bytes,
                seconds=settings.request_timeout_seconds,
                accepts=accepts,
                larger=larger,
            ),
            *([self._rates(measures)] if (measures := _measures(settings)) else ()),
            *([outermost] if outermost else ()),
            *([_cors(settings.cors_origins)] if settings.cors_origins else ()),
            Heads,
            *([partial(HttpsOnly, public_url=settings.public_url)] if settings.https_only else ()),
            partial(
                Entrance,
                proxies=Proxies(settings.trusted_proxies),
                gate=self.gate,
                https_only=settings.https_only or settings.is_production,
                debug=settings.debug,
                counts=self.counts,
            ),
        ]

    def _pressure(self) -> Layer:
        return partial(
            Pressure,
            places=Places(self.settings.max_in_flight, self.settings.max_waiting),
            deadline=self.settings.request_timeout_seconds,
        )

    def _rates(self, measures: Measures) -> Layer:
        return partial(Rates, counters=self.counters, measures=measures, caller=self.caller)


def _measures(settings: Settings) -> Measures:
    return Measures(
        general=settings.rate_limit,
        auth=settings.rate_limit_auth,
        registration=settings.rate_limit_registrations,
        mail=settings.rate_limit_mails,
        key=settings.rate_limit_keys,
    )


def _cors(origins: str) -> Layer:
    named = [origin.strip() for origin in origins.split(",") if origin.strip()]
    return partial(
        CORSMiddleware,
        allow_origins=named,
        allow_credentials="*" not in named,
        allow_methods=_METHODS,
        allow_headers=_TAKEN,
        expose_headers=_SHOWN,
        max_age=600,
    )
