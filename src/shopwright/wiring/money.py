"""What checkout, payments and taking back are put together of."""

from datetime import timedelta

from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Terms, Till
from shopwright.flows.returns.contracts import Desk
from shopwright.infra.settings import CaptureMode, Settings
from shopwright.infra.work import JobKind, Payload, Works
from shopwright.modules.payments.adapters import testing, testing_books
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.payments.errors import UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway
from shopwright.modules.tax.contracts import Place, Rounding, Sales, TaxTerms


def gateways_of(settings: Settings, works: Works) -> dict[str, PaymentGateway]:
    """The payment providers that the shop takes, by name.

    Raises:
        UnknownProvider: the settings name one that there is none of.
    """
    known = {testing.NAME: lambda: open_test_gateway(settings, works)}
    wanted = [name.strip() for name in settings.payment_providers.split(",") if name.strip()]
    if unknown := sorted(set(wanted) - known.keys()):
        message = f"PAYMENT_PROVIDERS names what is not there: {', '.join(unknown)}."
        raise UnknownProvider(message, providers=sorted(known))
    return {name: known[name]() for name in wanted}


def open_test_gateway(settings: Settings, works: Works) -> TestGateway:
    secret = settings.test_gateway_secret or settings.secret_key
    return TestGateway(works, secret=secret, public_url=settings.public_url)


def till_of(settings: Settings, works: Works) -> Till:
    """What the checkout works with."""
    terms = Terms(
        currency=settings.shop_currency,
        cart_lines=settings.cart_line_limit,
        line_quantity=settings.line_quantity_limit,
        guest_cart=timedelta(days=settings.cart_days_guest),
        customer_cart=timedelta(days=settings.cart_days_customer),
        claim=timedelta(seconds=settings.checkout_claim_seconds),
        payment_expiry=timedelta(minutes=settings.payment_expiry_minutes),
        unpaid_order=timedelta(hours=settings.unpaid_order_hours),
        reconcile_after=timedelta(seconds=settings.reconcile_after_seconds),
        provider_timeout=settings.payment_timeout_seconds,
        capture=settings.payment_capture is CaptureMode.AUTOMATIC,
        return_url=settings.public_url,
    )
    return Till(works, gateways_of(settings, works), terms, tax=tax_terms_of(settings))


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


def webhooks_of_test_gateway(settings: Settings) -> JobKind:
    """The test provider's messages, which come to the shop the way any provider's do: signed, through one door."""

    async def deliver(works: Works, payload: Payload) -> None:
        till, gateway = till_of(settings, works), open_test_gateway(settings, works)
        message = await gateway.compose_webhook(str(payload["reference"]), str(payload["event_id"]))
        if message is not None:
            headers, body = message
            await checkout.receive_webhook(till, provider=testing.NAME, headers=headers, body=body)

    return JobKind(testing_books.WEBHOOK_JOB, deliver, transactional=False)
