"""Stripe's words: amounts in its own units, and signatures that its own library makes and checks."""

import json
import time
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel.currencies import EXPONENTS
from shopwright.kernel.money import Money
from shopwright.modules.payments.adapters import stripe_words as words
from shopwright.modules.payments.contracts import FactKind, GatewayAnswer, PaymentState
from shopwright.modules.payments.errors import AmountNotChargeable, GatewayUnreachable
from tests.support.stripe import SECRET, FakeStripe

EVENT = {"id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "livemode": False}


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        ("12.34", "EUR", 1234),
        ("500", "JPY", 500),
        ("1.230", "KWD", 1230),
        ("100", "ISK", 10_000),
        ("500", "UGX", 50_000),
        ("12.00", "MGA", 12),
    ],
)
def test_amounts_are_told_in_stripes_own_units(amount: str, currency: str, told: int) -> None:
    money = Money.parse(amount, currency)

    assert words.to_stripe(money) == told
    assert words.from_stripe(told, currency.lower()) == money


@pytest.mark.parametrize(("amount", "currency"), [("1.234", "KWD"), ("12.30", "MGA")])
def test_a_fraction_that_stripe_does_not_take_is_refused_not_rounded(
    amount: str, currency: str
) -> None:
    with pytest.raises(AmountNotChargeable):
        words.to_stripe(Money.parse(amount, currency))


@given(minor=st.integers(1, 10**9), currency=st.sampled_from(sorted(EXPONENTS)))
def test_what_can_be_told_comes_back_the_same(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    try:
        told = words.to_stripe(money)
    except AmountNotChargeable:
        return

    assert words.from_stripe(told, currency.lower()) == money


@pytest.mark.parametrize(
    ("amount", "currency"), [("1000", "eur"), (True, "eur"), (None, "eur"), (1, None), (1, "zzz")]
)
def test_what_is_no_amount_is_as_if_nothing_was_said(amount: object, currency: object) -> None:
    with pytest.raises(GatewayUnreachable):
        words.from_stripe(amount, currency)


def test_stripes_library_takes_what_the_fake_signs() -> None:
    fake = FakeStripe()
    headers, body = fake.message({**EVENT, "data": {"object": {}}}, at=time.time())

    event = stripe.Webhook.construct_event(body, headers["stripe-signature"], SECRET)

    assert event["id"] == "evt_1"


def test_we_take_what_stripes_library_signs() -> None:
    body = json.dumps(EVENT)
    digest = stripe.WebhookSignature._compute_signature(f"1700000000.{body}", SECRET)
    header = f"t=1700000000,v0=00,v1={'0' * 64},v1={digest}"

    assert words.is_signed(["other", SECRET], header, body.encode(), 1_700_000_000)
    assert words.is_signed([SECRET], header, body.encode(), 1_700_000_300)
    assert words.is_signed([SECRET], header, body.encode(), 1_699_999_700)
    assert not words.is_signed([SECRET], header, body.encode(), 1_700_000_301)
    assert not words.is_signed([SECRET], header, body.encode(), 1_699_999_699)


@pytest.mark.parametrize(
    "header",
    ["", "t=,v1=", "t=1700000000", "v1=00", "t=1700000000,t=1,v1=00", "t=-1,v1=00", "t=१,v1=00"],
)
def test_half_a_signature_is_none(header: str) -> None:
    assert not words.is_signed([SECRET], header, b"{}", 1_700_000_000)


@pytest.mark.parametrize("secrets", [[], [""]])
def test_no_secret_signs_nothing(secrets: list[str]) -> None:
    fake = FakeStripe(now=1_700_000_000)
    headers, body = fake.message({**EVENT}, secret="")

    assert not words.is_signed(secrets, headers["stripe-signature"], body, 1_700_000_000)


def test_forms_are_nested_as_stripe_reads_them() -> None:
    written = words.form({"a": {"b": [{"c": 1}, True]}, "d": "x"})

    assert written == {"a[b][0][c]": "1", "a[b][1]": "true", "d": "x"}


def snapshot(status: str, **more: Any) -> GatewayAnswer:
    intent = {"id": "pi_1", "status": status, "currency": "eur", "amount_received": 1000, **more}
    refund = {"id": "re_1", "amount": 400, "currency": "eur", "status": "succeeded"}
    return words.answer_of(intent, [refund] if more.get("refunded") else [])


def test_a_state_that_stripe_invents_is_as_if_nothing_was_said() -> None:
    with pytest.raises(GatewayUnreachable):
        snapshot("requires_a_miracle")


def test_each_state_of_an_intent_is_told_in_our_words() -> None:
    error = {"code": "card_declined"}

    assert snapshot("processing").state is PaymentState.PROCESSING
    assert snapshot("requires_confirmation").state is PaymentState.REQUIRES_ACTION
    assert snapshot("requires_payment_method").state is PaymentState.REQUIRES_ACTION
    assert snapshot("requires_payment_method", last_payment_error=error).failure == "card_declined"
    assert snapshot("requires_capture", amount_capturable=9).facts[0].kind is FactKind.AUTHORIZED
    assert snapshot("canceled").facts[0].kind is FactKind.VOIDED
    assert [fact.kind for fact in snapshot("succeeded", refunded=1).facts] == [
        FactKind.CAPTURED,
        FactKind.REFUNDED,
    ]
