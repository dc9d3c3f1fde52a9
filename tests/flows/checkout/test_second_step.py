"""A payment with a second step: the order waits for it, and stands or falls with it."""

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.kernel.actors import GUEST
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.payments.contracts import PaymentState
from tests.support.buying import assert_sound, buy, gateway_of, stock_of, stocked

pytestmark = pytest.mark.anyio


async def test_a_second_step_leaves_the_order_pending_until_it_is_taken(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    assert placed.payment is not None
    assert placed.payment.state is PaymentState.REQUIRES_ACTION
    assert placed.payment.action_url.startswith("http://127.0.0.1:8000/api/v1/payments/test/tst_")
    assert placed.payment.reference is not None

    await gateway_of(services).answer_challenge(placed.payment.reference, approved=True)
    confirmed = await checkout.confirm_payment(services.till, GUEST, payment_id=placed.payment.id)

    assert confirmed.order.status is OrderStatus.CONFIRMED
    await assert_sound(services.works)


async def test_a_second_step_that_is_refused_undoes_the_order(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    assert placed.payment is not None

    await gateway_of(services).answer_challenge(placed.payment.reference or "", approved=False)
    confirmed = await checkout.confirm_payment(services.till, GUEST, payment_id=placed.payment.id)

    assert confirmed.order.status is OrderStatus.CANCELLED
    assert await stock_of(services.works, tea) == (5, 0)
    await assert_sound(services.works)
