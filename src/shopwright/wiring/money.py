"""What checkout, payments and taking back are put together of."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

from stdnum import iban

from shopwright.faces.api.tokens import PAYMENT
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Terms, Till
from shopwright.flows.returns.contracts import Desk
from shopwright.infra.settings import CaptureMode, Settings, UnusableSettings
from shopwright.infra.settings.providers import listed
from shopwright.infra.slips import Slips
from shopwright.infra.work import JobKind, Payload, Works
from shopwright.kernel.places import Place
from shopwright.modules.payments.adapters import by_hand, stripe, testing, testing_books
from shopwright.modules.payments.adapters.by_hand import ByHand
from shopwright.modules.payments.adapters.rest import Rest
from shopwright.modules.payments.adapters.stripe import StripeAccount, StripeGateway
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.payments.contracts import ProviderMethod
from shopwright.modules.payments.errors import UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway
from shopwright.modules.tax.contracts import Rounding, Sales, TaxTerms

_ASKED_BY_NETWORK = frozenset({stripe.NAME})
# What is known of a provider's state (connections, failures) is shared by all who ask it for a shop.
_NETWORKED: WeakKeyDictionary[Works, dict[str, PaymentGateway]] = WeakKeyDictionary()


def gateways_of(settings: Settings, works: Works) -> dict[str, PaymentGateway]:
    """The payment providers that the shop takes, by name.

    Raises:
        UnknownProvider: the settings name one that there is none of.
    """
    shared = _NETWORKED.setdefault(works, {})
    known: dict[str, Callable[[], PaymentGateway]] = {
        testing.NAME: lambda: open_test_gateway(settings, works),
        by_hand.BANK: lambda: bank_transfer_of(settings),
        by_hand.CASH: lambda: cash_on_delivery_of(settings),
        stripe.NAME: lambda: shared.get(stripe.NAME) or open_stripe(settings, works),
    }
    wanted = listed(settings.payment_providers)
    if unknown := sorted(set(wanted) - known.keys()):
        message = f"PAYMENT_PROVIDERS names what is not there: {', '.join(unknown)}."
        raise UnknownProvider(message, providers=sorted(known))
    opened = {name: known[name]() for name in wanted}
    shared.update({name: opened[name] for name in wanted if name in _ASKED_BY_NETWORK})
    return opened


def open_stripe(settings: Settings, works: Works) -> StripeGateway:
    account = StripeAccount(settings.stripe_secret_key, listed(settings.stripe_webhook_secrets))
    rest = Rest(settings.stripe_api_base, seconds=settings.payment_timeout_seconds)
    return StripeGateway(account, rest, now=works.now)


def bank_transfer_of(settings: Settings) -> ByHand:
    """A transfer to the shop's account.

    Raises:
        UnusableSettings: BANK_IBAN is none.
    """
    if not iban.is_valid(settings.bank_iban):
        raise UnusableSettings("BANK_IBAN is not the number of an account.")
    account = {"holder": settings.bank_account_holder, "iban": iban.format(settings.bank_iban)}
    bank = {"bic": settings.bank_bic} if settings.bank_bic else {}
    method = ProviderMethod(
        by_hand.BANK,
        "Bank transfer",
        by_hand=True,
        waits=timedelta(days=settings.bank_transfer_days),
        instructions=account | bank,
        currencies=frozenset(listed(settings.bank_currencies)),
    )
    return ByHand(method)


def cash_on_delivery_of(settings: Settings) -> ByHand:
    method = ProviderMethod(
        by_hand.CASH,
        "Cash on delivery",
        by_hand=True,
        countries=frozenset(listed(settings.cash_countries)),
        most=settings.cash_most or None,
    )
    return ByHand(method, promised=True)


def open_test_gateway(settings: Settings, works: Works) -> TestGateway:
    secret = settings.test_gateway_secret or settings.secret_key
    return TestGateway(works, secret=secret, public_url=settings.public_url)


def return_page(settings: Settings, payment_id: UUID) -> str:
    """Where a provider sends the customer back to; its signature shows how that one payment stands, and no more."""
    token = Slips(settings.secret_key).sign(PAYMENT, payment_id)
    return f"{settings.public_url.rstrip('/')}/api/v1/payments/return/{token}"


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
        return_url=partial(return_page, settings),
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
