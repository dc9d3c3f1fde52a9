"""Furnishing a new shop with people and pictures; its goods come by the import."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from shopwright.flows.onboarding.contracts import (
    CATALOG,
    DEMO_ACCOUNTS,
    PICTURES,
    VENDORS_BRAND,
)
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.kernel.countries import COUNTRIES
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog import service as catalog_service
from shopwright.modules.identity import queries as identity_queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import VENDOR, Registration
from shopwright.modules.identity.queries import UserFilter
from shopwright.modules.identity.service import Security
from shopwright.modules.shipping import queries as shipping_queries
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import Area, DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.tax import service as tax
from shopwright.modules.tax.contracts import MEMBERS

_ACTOR = system("setup")


async def needs_demo(works: Works) -> bool:
    """Whether nobody has an account here and nothing is for sale but, at most, what a furnishing broke off left."""
    handles = _handles()
    async with works.reading() as db:
        if (await identity_queries.users(db, UserFilter(), PageRequest(limit=1))).items:
            return False
        found = await catalog.product_ids_after(db, None, limit=len(handles) + 1)
        ours = await catalog.product_ids_by_slug(db, handles)
    return set(found) <= set(ours.values())


async def has_demo(works: Works) -> bool:
    """Whether the demo's accounts are here."""
    async with works.reading() as db:
        return await identity_queries.by_email(db, DEMO_ACCOUNTS[0].email) is not None


def hang_pictures(media_folder: Path) -> None:
    """Copy the demo's pictures to where the shop serves its media."""
    target = media_folder / "demo"
    target.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES.glob("*.webp"):
        if not (target / picture.name).exists():
            shutil.copyfile(picture, target / picture.name)


async def open_trade(works: Works, *, currency: str) -> None:
    """Take over the rates of the European Union, and deliver: parcels to it and abroad, free from 50 on, or fetched."""
    async with works.reading() as db:
        if await shipping_queries.methods(db):
            return
    async with works(_ACTOR) as work:
        await tax.take_union(work)
        areas = [Area(country) for country in sorted(MEMBERS)]
        union = await shipping.add_zone(work, name="European Union", areas=areas)
        elsewhere = [Area(country) for country in sorted(COUNTRIES - MEMBERS)]
        abroad = await shipping.add_zone(work, name="Rest of the world", areas=elsewhere)
        for draft in _methods(union.id, abroad.id, currency):
            await shipping.add_method(work, draft)


def _methods(union: UUID, abroad: UUID, currency: str) -> list[DeliveryMethodDraft]:
    def tariff(amount: str, free_from: str | None = None) -> dict[str, Tariff]:
        least = Money.parse(free_from, currency).minor if free_from else None
        return {currency: Tariff(Money.parse(amount, currency).minor, free_from=least)}

    flat = RateKind.FLAT
    return [
        DeliveryMethodDraft("Parcel", flat, union, tariffs=tariff("5", "50"), days=(1, 3)),
        DeliveryMethodDraft("Express", flat, union, tariffs=tariff("15"), days=(1, 1), position=1),
        DeliveryMethodDraft(
            "Parcel abroad", flat, abroad, tariffs=tariff("18"), days=(5, 14), position=2
        ),
        DeliveryMethodDraft("Pickup", RateKind.PICKUP, tariffs=tariff("0"), position=3),
    ]


async def open_accounts(works: Works, security: Security) -> None:
    """Make the demo's accounts and give the vendor his goods, all or none; they tell a furnished shop from a new one."""
    accounts = [
        await identity.hashed(
            security,
            Registration(each.email, each.password, each.full_name),
            frozenset({each.role}),
            is_verified=True,
        )
        for each in DEMO_ACCOUNTS
    ]
    his = _handles(VENDORS_BRAND)
    async with works(_ACTOR) as work:
        for account in accounts:
            user = await identity.add_user(work, account)
            if VENDOR in user.roles:
                await _hand_over(work, his, user.id)


async def _hand_over(work: Work, handles: set[str], owner_id: UUID) -> None:
    """Make somebody the owner of these goods, as far as they are here."""
    ours = await catalog.product_ids_by_slug(work.db, handles)
    found = await catalog.products(work.db, set(ours.values()), for_change=True)
    drafts = [(replace(each, owner_id=owner_id), each) for each in found.values()]
    await catalog_service.store(work, drafts=drafts)


def _handles(brand: str | None = None) -> set[str]:
    """What the demo's goods are called in addresses, all of them or those of a brand."""
    with CATALOG.open(encoding="utf-8") as lines:
        goods = [json.loads(line) for line in lines]
    return {each["handle"] for each in goods if brand in (None, each["brand"])}
