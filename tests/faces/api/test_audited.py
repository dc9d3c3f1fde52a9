"""Whatever staff change is in the trail: each route that asks for a right, called as it is meant to be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import insert, update

from shopwright.faces.api.context import ACCESS, ANONYMOUS, PUBLIC, SELF, SIGNED_IN
from shopwright.faces.api.routers import ROUTERS
from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, Refunded, RefundWanted
from shopwright.infra.outbox import DEAD, Job
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.customers import service as customers
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import SELF as SELF_SCOPE
from shopwright.modules.identity.models import SecondFactorRow
from shopwright.modules.media.contracts import SHOPS_OWN
from shopwright.modules.media.models import PictureUseRow
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Doubt
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import Area, DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.tax import service as tax
from shopwright.modules.tax.contracts import TaxZoneDraft
from shopwright.satellites.search import service as search
from shopwright.wiring.gateways import bank_transfer_of
from tests.faces.api.belongings import asked_for, hung_nowhere
from tests.faces.api.promotion_calls import PROMOTION_CALLS, with_promotion
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.buying import buy, stocked
from tests.support.goods import make_product
from tests.support.people import actor_of, make_customer
from tests.support.pictures import picture
from tests.support.reviewing import make_review

pytestmark = pytest.mark.anyio
ACTOR = system("test")
Ids = dict[str, str]
PRODUCT = {"title": "Teapot", "price": "12.00", "sku": "TEAPOT-1"}
METHOD = {
    "name": "Parcel",
    "kind": "flat",
    "tariffs": [{"currency": "EUR", "amount": "4.90"}],
}
TAX_RATE = {"name": "VAT 24 %", "rate": "24"}
DISCOUNT = {
    "name": "Spring",
    "scope": "variant",
    "target_id": "{variant_id}",
    "percent": "10",
    "ends_at": "2099-01-01T00:00:00Z",
}


@dataclass(frozen=True)
class Sent:
    """A file, sent as a form."""

    name: str
    content: bytes
    fields: dict[str, str] = field(default_factory=dict)


# Questions that take a body.
QUESTIONS = {"promotion_preview"}
# A body that is taken, for each operation that staff change something by; a new one needs a line here.
CALLS: dict[str, Any] = {
    **PROMOTION_CALLS,
    "product_create": PRODUCT,
    "product_replace": PRODUCT,
    "product_update": {"title": "Other kettle"},
    "product_delete": None,
    "product_relate": {"upsell": ["{other_product_id}"]},
    "product_restore": None,
    "product_bulk_change": {"operations": [{"product_id": "{product_id}", "brand": "Potter"}]},
    "category_create": {"name": "Teapots"},
    "category_replace": {"name": "Pots"},
    "category_delete": None,
    "attribute_define": {"code": "colour", "name": "Colour"},
    "attribute_redefine": {"code": "weight", "name": "Mass", "kind": "number", "unit": "g"},
    "attribute_forget": None,
    "brand_create": {"name": "Potter"},
    "brand_replace": {"name": "Kiln & House"},
    "brand_delete": None,
    "api_key_revoke_administered": None,
    "user_administer": {"is_active": False},
    "user_assign_role": {"role": "vendor"},
    "user_assign_roles": {"roles": ["customer", "vendor"]},
    "role_create": {"name": "packer", "title": "Packer", "rights": ["orders:read"]},
    "role_change": {"rights": ["orders:read", "stock:read"]},
    "role_delete": None,
    "order_move": {"status": "processing"},
    "order_archive": None,
    "order_refund": {"reason": "broken"},
    "order_capture": None,
    "payment_record": {"amount": "1.00", "reference": "T1", "received_on": "2026-11-03"},
    "refund_record": {"reference": "OUT-1"},
    "payment_case_resolve": {"note": "All is well."},
    "stock_adjust": {"change": -1, "reason": "damaged"},
    "discount_create": DISCOUNT,
    "discount_end": None,
    "stock_count": {"counted": 480},
    "stock_policy_set": {"critical": 1},
    "vendor_stock_adjust": {"change": -1, "reason": "damaged"},
    "job_retry": None,
    "review_answer": {"text": "Thank you."},
    "review_moderate": {"state": "approved", "version": 1},
    "audit_export": None,
    "synonyms_add": {"words": ["kettle", "boiler"]},
    "synonyms_remove": None,
    "search_rebuild": None,
    "delivery_zone_create": {"name": "Norway", "areas": [{"country": "NO"}]},
    "delivery_zone_replace": {"name": "Iceland", "areas": [{"country": "IS"}]},
    "delivery_zone_delete": None,
    "delivery_method_create": METHOD,
    "delivery_method_replace": METHOD | {"name": "Express"},
    "delivery_method_delete": None,
    "tax_zone_create": {"name": "Norway", "country": "NO", "rates": [TAX_RATE]},
    "tax_zone_replace": {"name": "Iceland", "country": "IS", "rates": [TAX_RATE]},
    "tax_zone_delete": None,
    "tax_zones_take_union": None,
    "media_create": Sent("mug.png", picture()),
    "media_update": {"alt": "A mug"},
    "media_delete": None,
    "category_media_arrange": {"picture_ids": []},
    "export_create": {"kind": "products"},
    "import_create": Sent(
        "goods.jsonl", b'{"handle": "mug", "title": "Mug"}', {"kind": "products"}
    ),
    "user_session_end": None,
    "user_factor_remove": None,
    "role_demand_factor": {"is_demanded": True},
    "customer_note_add": {"text": "Prefers tea."},
    "customer_note_remove": None,
    "privacy_export_administered": None,
    "privacy_erase_administered": None,
    "approval_approve": {"version": 1},
    "approval_reject": {"version": 1, "reason": "Blurred."},
    "vendor_approval_withdraw": None,
}
CALLERS = {"vendor_stock_adjust": "vendor", "vendor_approval_withdraw": "vendor"}
# What says by its name alone what changed.
WITHOUT_VALUES = {
    "search_rebuild",
    "user_session_end",
    "user_factor_remove",
    "privacy_export_administered",
    "privacy_erase_administered",
}
# Reading that takes so much out of the shop that it is a deed.
DEEDS_OF_READING = {"audit_export": "format=jsonl"}


async def with_role(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        await identity.create_role(
            work,
            name="clerk",
            title="Clerk",
            rights=frozenset({"orders:read"}),
            known=services.rights,
        )
    return ids | {"role_name": "clerk"}


async def with_key(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(await actor_of(services, shop.people["customer"])) as work:
        wish = identity.KeyWish("Robin's", frozenset({SELF_SCOPE}))
        made = await identity.make_key(work, wish=wish, known=services.rights)
    return ids | {"key_id": str(made.key.id)}


async def with_paid_order(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), user_id=shop.people["customer"].user_id)
    return ids | {"order_id": str(placed.order.id)}


async def with_authorised_order(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    till = replace(services.till, terms=replace(services.till.terms, capture=False))
    tea = await stocked(services.works)
    placed = await buy(replace(services, till=till), (tea, 1))
    return ids | {"order_id": str(placed.order.id)}


async def with_bank(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    account = {"bank_iban": "DE89370400440532013000", "bank_account_holder": "The Shop"}
    desk: Any = services.desk
    desk.gateways["bank_transfer"] = bank_transfer_of(services.settings.model_copy(update=account))
    return ids


async def with_refund_by_hand(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    await with_bank(services, shop, ids)
    order_id = UUID(ids["order_id"])
    came = Received(order_id, Money(1000, "EUR"), "T1", date(2026, 11, 3), "bank_transfer")
    await returns.record_payment(services.desk, ACTOR, came)
    refunded = await returns.refund(services.desk, ACTOR, RefundWanted(order_id))
    assert isinstance(refunded, Refunded)
    return ids | {"refund_id": str(refunded.refund.id)}


async def with_case(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        await payments.open_case(work, Doubt(CaseKind.DISPUTE, "dp_1"), provider="stripe")
    async with services.works.reading() as db:
        [case] = (await payment_queries.cases(db, PageRequest())).items
    return ids | {"case_id": str(case.id)}


async def with_dead_job(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        work.enqueue("identity.sweep", {})
    async with services.works(ACTOR) as work:
        dead = update(Job).where(Job.name == "identity.sweep").values(state=DEAD)
        found = await work.db.execute(dead.returning(Job.id))
        return ids | {"job_id": str(found.scalars().first())}


async def with_own_variant(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    actor = await actor_of(services, shop.people["vendor"])
    product = await make_product(services.works, "own-kettle", actor=actor)
    return ids | {"variant_id": str(product.variants[0].id)}


async def with_factor(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        await work.db.execute(
            insert(SecondFactorRow).values(
                user_id=shop.people["customer"].user_id,
                seed="x",
                last_step=0,
                created_at=work.now,
                confirmed_at=work.now,
            )
        )
    return ids


async def with_note(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        user_id = shop.people["customer"].user_id
        note = await customers.add_note(work, user_id=user_id, text="Prefers tea.")
    return ids | {"note_id": str(note.id)}


async def with_review(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    robin = shop.people["customer"]
    review = await make_review(services, robin, UUID(ids["product_id"]))
    return ids | {"review_id": str(review.id)}


async def with_synonyms(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        made = await search.add_synonyms(work, words=["kettle", "boiler"])
    return ids | {"synonyms_id": str(made.id)}


async def with_delivery(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        zone = await shipping.add_zone(work, name="Sweden", areas=[Area("SE")])
        draft = DeliveryMethodDraft("Parcel", RateKind.FLAT, tariffs={"EUR": Tariff(490)})
        method = await shipping.add_method(work, draft)
    return ids | {"zone_id": str(zone.id), "method_id": str(method.id)}


async def with_zone(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    async with services.works(ACTOR) as work:
        made = await tax.add_zone(work, TaxZoneDraft("Sweden", "SE"))
    return ids | {"zone_id": str(made.id)}


async def with_picture(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    picture_id = await hung_nowhere(services, shop.people["admin"].user_id)
    return ids | {"picture_id": str(picture_id), "picture_ids": str(picture_id)}


async def with_category_picture(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    picture_id = await hung_nowhere(services, SHOPS_OWN)
    async with services.works(ACTOR) as work:
        use = {"kind": "category", "subject_id": UUID(ids["category_id"]), "position": 0}
        await work.db.execute(insert(PictureUseRow).values(**use, picture_id=picture_id))
    return ids


async def with_approval(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    vendor = shop.people["vendor"]
    actor = await actor_of(services, vendor)
    product = await make_product(services.works, "own-kettle", actor=actor, status="draft")
    return ids | {"approval_id": str((await asked_for(services, vendor, product)).id)}


async def with_other_product(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return ids | {"other_product_id": str((await make_product(services.works, "cosy")).id)}


async def with_removed_product(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    gone = await make_product(services.works, "cosy")
    async with services.works(ACTOR) as work:
        await catalog.delete_product(work, product_id=gone.id)
    return ids | {"product_id": str(gone.id)}


async def with_newcomer(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return ids | {"user_id": str((await make_customer(services)).user_id)}


Prepare = Callable[[Services, SmallShop, Ids], Awaitable[Ids]]
PREPARED: dict[str, Prepare] = {
    **dict.fromkeys(PROMOTION_CALLS, with_promotion),
    "role_change": with_role,
    "role_delete": with_role,
    "api_key_revoke_administered": with_key,
    "order_move": with_paid_order,
    "order_refund": with_paid_order,
    "order_capture": with_authorised_order,
    "payment_record": with_bank,
    "refund_record": with_refund_by_hand,
    "payment_case_resolve": with_case,
    "role_demand_factor": with_role,
    "user_factor_remove": with_factor,
    "customer_note_remove": with_note,
    "synonyms_remove": with_synonyms,
    "delivery_zone_replace": with_delivery,
    "delivery_zone_delete": with_delivery,
    "delivery_method_replace": with_delivery,
    "delivery_method_delete": with_delivery,
    "tax_zone_replace": with_zone,
    "tax_zone_delete": with_zone,
    "privacy_erase_administered": with_newcomer,
    "job_retry": with_dead_job,
    "media_update": with_picture,
    "media_delete": with_picture,
    "category_media_arrange": with_category_picture,
    "review_answer": with_review,
    "review_moderate": with_review,
    "vendor_stock_adjust": with_own_variant,
    "product_relate": with_other_product,
    "product_restore": with_removed_product,
    "approval_approve": with_approval,
    "approval_reject": with_approval,
    "vendor_approval_withdraw": with_approval,
}


def staff_operations() -> dict[str, tuple[str, str]]:
    """Each operation that asks for a right and changes something: its verb and path."""
    open_ones = {PUBLIC, ANONYMOUS, SIGNED_IN, SELF}
    return {
        route.operation_id: (verb, route.path)
        for router in ROUTERS
        for route in router.routes
        for verb in sorted(route.methods)  # type: ignore[attr-defined]  # ours are APIRoutes
        if route.openapi_extra[ACCESS] not in open_ones
        and (verb != "GET" or route.operation_id in DEEDS_OF_READING)
        and route.operation_id not in QUESTIONS
    }


def body_of(operation: str, ids: Ids) -> dict[str, Any]:
    """What the client sends: JSON with the ids that it names, or a form with a file."""
    body = CALLS[operation]
    if isinstance(body, Sent):
        return {"files": {"file": (body.name, body.content)}, "data": body.fields}
    if not isinstance(body, dict):
        return {"json": body}
    return {"json": filled(body, ids)}


def filled(value: Any, ids: Ids) -> Any:
    """A body with ids where it names them, however deep."""
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    return value.format(**ids) if isinstance(value, str) else value


def test_each_operation_of_staff_that_changes_something_is_called_below() -> None:
    assert set(CALLS) == set(staff_operations())


@pytest.mark.parametrize("operation", sorted(CALLS))
async def test_what_staff_change_is_in_the_trail(
    client: httpx2.AsyncClient, services: Services, operation: str
) -> None:
    shop = await furnish(services)
    ids = await PREPARED.get(operation, as_is)(services, shop, shop.ids)
    admin = shop.people[CALLERS.get(operation, "admin")]
    verb, path = staff_operations()[operation]
    async with services.works.reading() as db:
        before = (await queries.head(db)).seq

    answer = await client.request(
        verb,
        path.format(**ids),
        params=DEEDS_OF_READING.get(operation),
        **body_of(operation, ids),
        headers=admin.headers | {"x-request-id": "req-1"},
    )

    assert answer.status_code < 300, answer.text
    async with services.works.reading() as db:
        wanted = queries.EntryFilter(actor=f"user:{admin.user_id}")
        noted = await queries.batch(db, wanted, after=before, until=before + 100)
    assert noted, f"{verb} {path} leaves nothing in the trail"
    for entry in noted:
        assert (entry.request_id, entry.address) == ("req-1", "127.0.0.1")
        assert entry.subject.id
        assert (entry.before or {}) != (entry.after or {}) or operation in WITHOUT_VALUES
        told = str([entry.before, entry.after]).lower()
        assert not any(word in told for word in ("password", "secret", "argon2", "token_hash"))


async def as_is(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return ids


@pytest.mark.parametrize("operation", sorted(set(CALLS) - {"product_create", "audit_export"}))
async def test_what_was_refused_is_not_in_the_trail(
    client: httpx2.AsyncClient, services: Services, operation: str
) -> None:
    shop = await furnish(services)
    verb, path = staff_operations()[operation]
    named = (
        "role_name",
        "key_id",
        "note_id",
        "synonyms_id",
        "zone_id",
        "method_id",
        "review_id",
        "picture_id",
        "discount_id",
        "approval_id",
        "refund_id",
        "case_id",
        "promotion_id",
        "code_id",
        "group_id",
    )
    ids = (
        dict.fromkeys((*named, "other_product_id"), shop.ids["variant_id"])
        | {"role_name": "ghost"}
        | shop.ids
    )
    async with services.works.reading() as db:
        before = await queries.head(db)

    answer = await client.request(
        verb,
        path.format(**ids),
        **body_of(operation, ids),
        headers=shop.people["stranger"].headers,
    )

    assert answer.status_code == 403
    async with services.works.reading() as db:
        assert await queries.head(db) == before
