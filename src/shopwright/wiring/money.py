"""What checkout, payments and taking back are put together of."""

from datetime import timedelta
from functools import partial

from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Terms, Till
from shopwright.flows.returns.contracts import Desk
from shopwright.infra.settings import CaptureMode, Settings
from shopwright.infra.work import JobKind, Payload, Works
from shopwright.kernel.places import Place
from shopwright.modules.payments.adapters import (
    testing,
    testing_books,
)
from shopwright.modules.shop.service import Configured
from shopwright.modules.tax.contracts import Rounding, Sales, TaxTerms
from shopwright.wiring.gateways import gateways_of, open_test_gateway, return_page


def till_of(settings: Settings, works: Works) -> Till:
    """What the checkout works with."""
    terms = terms_of(settings)
    return Till(works, gateways_of(settings, works), terms, tax=tax_terms_of(settings))


def terms_of(settings: Settings) -> Terms:
    """What the shop's settings say about buying."""
    return Terms(
        currency=settings.shop_currency,
        cart_lines=settings.cart_line_limit,
        line_quantity=settings.line_quantity_limit,
        guest_cart=timedelta(days=settings.cart_days_guest),
        customer_cart=timedelta(days=settings.cart_days_customer),
        claim=timedelta(seconds=settings.checkout_claim_seconds),
        payment_expiry=timedelta(minutes=settings.payment_expiry_minutes),
        unpaid_order=timedelta(hours=settings.unpaid_order_hours),
        guest_wait=timedelta(hours=settings.guest_transfer_hours),
        guest_unpaid=settings.guest_unpaid_orders,
        reconcile_after=timedelta(seconds=settings.reconcile_after_seconds),
        provider_timeout=settings.payment_timeout_seconds,
        capture=settings.payment_capture is CaptureMode.AUTOMATIC,
        return_url=partial(return_page, settings),
    )


def tax_terms_of(settings: Settings) -> TaxTerms:
    """What the shop's settings say about tax."""
    return TaxTerms(
        origin=Place(settings.tax_country, settings.tax_region.upper()),
        included=settings.prices_include_tax,
        rounding=Rounding(settings.tax_rounding),
        sales=Sales(settings.tax_sales),
        shipping=settings.tax_shipping_class,
    )


def desk_of(settings: Settings, works: Works) -> Desk:
    """What taking orders back works with."""
    return Desk(
        works,
        gateways_of(settings, works),
        provider_timeout=settings.payment_timeout_seconds,
        retry_after=timedelta(seconds=settings.reconcile_after_seconds),
    )


def webhooks_of_test_gateway(configured: Configured) -> JobKind:
    """The test provider's messages, which come to the shop the way any provider's do: signed, through one door."""

    async def deliver(works: Works, payload: Payload) -> None:
        settings = configured.settings
        till, gateway = till_of(settings, works), open_test_gateway(settings, works)
        message = await gateway.compose_webhook(str(payload["reference"]), str(payload["event_id"]))
        if message is not None:
            headers, body = message
            await checkout.receive_webhook(till, provider=testing.NAME, headers=headers, body=body)

    return JobKind(testing_books.WEBHOOK_JOB, deliver, transactional=False)
