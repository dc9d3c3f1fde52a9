"""What the shop offers at the moment: features switched off, and maintenance."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fastapi import APIRouter

from shopwright.infra.settings import Settings
from shopwright.kernel.actors import Actor
from shopwright.modules.shop.errors import FeatureIsOff, InMaintenance

FEATURE, STAYS_OPEN = "x-feature", "x-open-in-maintenance"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = "_own"  # how rights end by which vendors do what is theirs


def offer(feature: str, routers: Iterable[APIRouter], only: Collection[str] = ()) -> None:
    """Say that routes are a feature's: all of these routers, or those operations of them."""
    for route in _routes(routers, only):
        route.openapi_extra = {**(route.openapi_extra or {}), FEATURE: feature}


def keep_open(routers: Iterable[APIRouter], only: Collection[str]) -> None:
    """Say which operations go on during maintenance, whoever asks: staff signs in, and providers tell of payments."""
    for route in _routes(routers, only):
        route.openapi_extra = {**(route.openapi_extra or {}), STAYS_OPEN: True}


def _routes(routers: Iterable[APIRouter], only: Collection[str]) -> Iterable[Any]:
    for router in routers:
        for route in router.routes:
            if not only or getattr(route, "operation_id", "") in only:
                yield route


def insist_on_open(settings: Settings, extra: Mapping[str, Any], method: str, actor: Actor) -> None:
    """Refuse what the shop does not offer, and in maintenance all changes but staff's.

    Raises:
        FeatureIsOff: nobody can have it here.
        InMaintenance: it can be had later.
    """
    feature = extra.get(FEATURE)
    if feature is not None and not getattr(settings, f"feature_{feature}"):
        raise FeatureIsOff(feature=feature)
    if not settings.maintenance or method in _READS or extra.get(STAYS_OPEN):
        return
    if not is_staff(actor):
        raise InMaintenance(
            settings.maintenance_message or None,
            retry_after=settings.maintenance_retry_seconds,
        )


def is_staff(actor: Actor) -> bool:
    """Whether somebody may do more than what is his own."""
    return any(":" in right and not right.endswith(_OWN) for right in actor.rights)


def insist_on_account(settings: Settings, actor: Actor) -> None:
    """Refuse guests where the shop sells to those with an account only.

    Raises:
        FeatureIsOff: sign in first.
    """
    if actor.user_id is None and not actor.key and not settings.feature_guest_checkout:
        raise FeatureIsOff("Sign in to order.", feature="guest_checkout")
