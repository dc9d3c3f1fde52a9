"""What Stripe tells a shop, and what is known there."""

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from tests.support.stripe import FakeStripe, Thing


async def hear(shop: Services, stripe: FakeStripe, *events: Thing) -> list[bool]:
    """Bring messages to the shop; all that there are, unless told."""
    heard = []
    for event in events or tuple(stripe.events):
        headers, body = stripe.message(event)
        heard.append(
            await checkout.receive_webhook(shop.till, provider="stripe", headers=headers, body=body)
        )
    return heard


def intents(stripe: FakeStripe) -> list[Thing]:
    return [thing for thing in stripe.things.values() if thing["object"] == "payment_intent"]


def page_of(placed: Placed) -> str:
    assert placed.payment is not None
    assert placed.payment.reference is not None
    return placed.payment.reference
