"""What has to be there before a deed of staff: each function makes it, and answers the ids with its own."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, Refunded, RefundWanted
from shopwright.infra.outbox import DEAD, Job
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
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
from shopwright.modules.views import service as views
from shopwright.modules.views.contracts import ViewDraft
from shopwright.satellites.search import service as search
from shopwright.wiring.gateways import bank_transfer_of
from tests.faces.api.belongings import asked_for, hung_nowhere
from tests.faces.api.parcel_calls import PARCEL_CALLS, RETURN_PREPARED, with_parcel
from tests.faces.api.promotion_calls import PROMOTION_CALLS, with_promotion
from tests.faces.api.report_calls import REPORT_PREPARED
from tests.faces.api.small_shop import SmallShop
from tests.faces.api.webhook_calls import WEBHOOK_PREPARED
from tests.support.buying import buy, stocked
from tests.support.goods import make_product
from tests.support.mails import bury_mail
from tests.support.people import actor_of, make_customer
from tests.support.reviewing import make_review

ACTOR = system("test")
Ids = dict[str, str]
Prepare = Callable[[Services, SmallShop, Ids], Awaitable[Ids]]


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


async def with_dead_mail(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    mail_id = await bury_mail(services)
    return ids | {"mail_id": str(mail_id)}


async def with_view(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    draft = ViewDraft("orders", "Mine", is_shared=False, filters={}, columns=(), sort=None)
    async with services.works(await actor_of(services, shop.people["admin"])) as work:
        kept = await views.keep_view(work, draft=draft)
    return ids | {"view_id": str(kept.id)}


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


PREPARED: dict[str, Prepare] = {
    **REPORT_PREPARED,
    **WEBHOOK_PREPARED,
    **dict.fromkeys(PROMOTION_CALLS, with_promotion),
    **dict.fromkeys(PARCEL_CALLS, with_parcel),
    **RETURN_PREPARED,
    "role_change": with_role,
    "role_delete": with_role,
    "api_key_revoke_administered": with_key,
    "order_move": with_paid_order,
    "order_refund": with_paid_order,
    "order_invoice_issue": with_paid_order,
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
    "job_discard": with_dead_job,
    "mail_retry": with_dead_mail,
    "view_change": with_view,
    "view_forget": with_view,
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
