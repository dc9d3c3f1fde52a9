"""The payment providers that the shop takes, opened by the settings that name them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID
from weakref import WeakKeyDictionary

from stdnum import iban
from stdnum.iban import format as grouped

from shopwright.faces.api.tokens import PAYMENT
from shopwright.infra.settings import CaptureMode, Settings, UnusableSettings
from shopwright.infra.settings.providers import listed
from shopwright.infra.slips import Slips
from shopwright.infra.work import Works
from shopwright.modules.payments.adapters import by_hand, paypal, stripe, testing
from shopwright.modules.payments.adapters.by_hand import ByHand
from shopwright.modules.payments.adapters.paypal import PayPalAccount, PayPalGateway
from shopwright.modules.payments.adapters.rest import Rest
from shopwright.modules.payments.adapters.stripe import StripeAccount, StripeGateway
from shopwright.modules.payments.adapters.testing import TestGateway
from shopwright.modules.payments.contracts import ProviderMethod
from shopwright.modules.payments.errors import UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway

_ASKED_BY_NETWORK = frozenset({stripe.NAME, paypal.NAME})
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
        paypal.NAME: lambda: shared.get(paypal.NAME) or open_paypal(settings, works),
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


def open_paypal(settings: Settings, works: Works) -> PayPalGateway:
    account = PayPalAccount(
        settings.paypal_client_id,
        settings.paypal_client_secret,
        settings.paypal_webhook_id,
        capture=settings.payment_capture is CaptureMode.AUTOMATIC,
        return_page=partial(return_page, settings),
    )
    rest = Rest(settings.paypal_api_base, seconds=settings.payment_timeout_seconds)
    return PayPalGateway(account, rest, now=works.now)


def bank_transfer_of(settings: Settings) -> ByHand:
    """A transfer to the shop's account.

    Raises:
        UnusableSettings: BANK_IBAN is none.
    """
    if not iban.is_valid(settings.bank_iban):
        raise UnusableSettings("BANK_IBAN is not the number of an account.")
    account = {"holder": settings.bank_account_holder, "iban": grouped(settings.bank_iban)}
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
