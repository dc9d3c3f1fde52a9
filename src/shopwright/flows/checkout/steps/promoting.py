"""What promotions make of a basket, with what their rules have to know asked of those who know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import CartProblem
from shopwright.flows.checkout.steps.problems import unusable_codes
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel.money import Money, total
from shopwright.modules.customers import queries as customers
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import Order
from shopwright.modules.promotions import queries
from shopwright.modules.promotions import service as promotions
from shopwright.modules.promotions.contracts import Evaluation, Fare, RuleBook
from shopwright.modules.promotions.queries import Asked
from shopwright.modules.quotes.contracts import Draft, Goods
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import DeliveryMethod


@dataclass(frozen=True, slots=True)
class Shopper:
    """Who buys, as far as it is known: the account, else the address."""

    user_id: UUID | None = None
    email: str = ""
    country: str = ""
    codes: tuple[str, ...] = ()


async def promoted(
    db: AsyncConnection,
    book: RuleBook,
    draft: Draft,
    shopper: Shopper,
    *,
    method: DeliveryMethod | None,
    now: datetime,
) -> Evaluation:
    """The evaluation of all promotions: no statement where nothing runs and no code was named, two at most."""
    if not book and not shopper.codes:
        return Evaluation()
    asked = _asked(db, draft.goods, shopper, now)
    situation = await queries.situation(db, book, asked)
    return promotions.evaluate(draft, book.promotions, situation, _fare(method, draft))


async def redeem(work: Work, order: Order, evaluation: Evaluation) -> None:
    """Count what an order was given; before stock, which is what others wait for.

    Raises:
        PromotionUsedUp: another order was quicker with the last use. The Work must not commit.
    """
    if evaluation.applied:
        customer = queries.customer_key(work.db, user_id=order.user_id, email=order.email)
        await promotions.redeem(
            work, order_id=order.id, applied=evaluation.applied, customer=customer
        )
        reach("checkout.redeemed")


def ungiven(evaluation: Evaluation) -> tuple[CartProblem, ...]:
    """Codes that were named and gave nothing."""
    return tuple(unusable_codes(evaluation.outcomes))


async def keep(work: Work) -> int:
    """Let orders that came about keep for good what they were given; how many it were."""
    return await promotions.keep(work, orders.ids_that_came_about())


def _asked(db: AsyncConnection, goods: Sequence[Goods], shopper: Shopper, now: datetime) -> Asked:
    user_id, email = shopper.user_id, shopper.email
    return Asked(
        now=now,
        customer=queries.customer_key(db, user_id=user_id, email=email),
        country=shopper.country,
        codes=shopper.codes,
        product_ids=sorted({each.product_id for each in goods}),
        groups=customers.membership(user_id) if user_id is not None else None,
        has_ordered=orders.has_ordered(user_id) if user_id is not None else None,
    )


def _fare(method: DeliveryMethod | None, draft: Draft) -> Fare:
    """What delivery costs goods of which so much is left to pay; what is digital is delivered for nothing."""
    subtotal = total(draft.subtotals, draft.currency)

    def fare(worth: Money) -> Money | None:
        load = shipping.load_of(draft.goods, subtotal, worth)
        if load is None:
            return Money.zero(draft.currency)
        return shipping.fare_of(method, load) if method is not None else None

    return fare
