"""Where facts move a payment: forward only, whatever order they arrive in."""

from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    CaseKind,
    Doubt,
    FactKind,
    GatewayAnswer,
    Occasion,
    Payment,
    PaymentState,
    ProviderMethod,
)

# How final a state is; a fact never moves a payment to a less final one.
_RANK = {
    PaymentState.CREATED: 0,
    PaymentState.PROCESSING: 1,
    PaymentState.REQUIRES_ACTION: 1,
    PaymentState.FAILED: 2,
    PaymentState.AUTHORIZED: 3,
    PaymentState.VOIDED: 4,
    PaymentState.CAPTURED: 5,
}
_STATE_OF_FACT = {
    FactKind.AUTHORIZED: PaymentState.AUTHORIZED,
    FactKind.CAPTURED: PaymentState.CAPTURED,
    FactKind.VOIDED: PaymentState.VOIDED,
    FactKind.FAILED: PaymentState.FAILED,
}
_ON_ITS_WAY = (PaymentState.PROCESSING, PaymentState.REQUIRES_ACTION)


def after_fact(state: PaymentState, kind: FactKind) -> PaymentState:
    """The state after a fact: a late ``failed`` never undoes a capture, a late ``authorized`` neither."""
    return further(state, _STATE_OF_FACT.get(kind, state))


def after_answer(state: PaymentState, told: PaymentState) -> PaymentState:
    """The state after an answer: being on its way is believed; what is final is believed with its fact alone."""
    return further(state, told) if told in _ON_ITS_WAY else state


def further(state: PaymentState, told: PaymentState) -> PaymentState:
    """The more final of two states; between equals (processing, action required) what was told last."""
    return told if _RANK[told] >= _RANK[state] else state


def fits(asked: Money, told: Money) -> bool:
    """Whether a fact speaks of money that we asked for: same currency, not more than that."""
    return told.currency == asked.currency and 0 <= told.minor <= asked.minor


def is_offered(method: ProviderMethod, occasion: Occasion) -> bool:
    """Whether a way to pay is for this currency, country and amount; what is not known stands in no way."""
    total, country = occasion.total, occasion.country
    if country and method.countries and country not in method.countries:
        return False
    if total is None:
        return True
    if method.currencies and total.currency not in method.currencies:
        return False
    return method.most is None or total.minor <= method.most


def sums_of(answer: GatewayAnswer) -> tuple[int, int]:
    """What was captured in all, and what of it given back for good, as a provider tells it."""
    came_back = {fact.reference for fact in answer.facts if fact.kind is FactKind.REFUND_FAILED}
    captured = sum(fact.amount.minor for fact in answer.facts if fact.kind is FactKind.CAPTURED)
    refunded = sum(
        fact.amount.minor
        for fact in answer.facts
        if fact.kind is FactKind.REFUNDED and fact.reference not in came_back
    )
    return captured, refunded


def differs(payment: Payment, answer: GatewayAnswer) -> bool:
    """Whether a provider's account of a payment is another than ours, in money or in how it stands."""
    is_same = sums_of(answer) == (payment.captured.minor, payment.refunded.minor)
    return not is_same or after_facts(payment.state, answer) is not payment.state


def after_facts(state: PaymentState, answer: GatewayAnswer) -> PaymentState:
    """The state after everything that an answer tells."""
    state = after_answer(state, answer.state)
    for fact in answer.facts:
        state = after_fact(state, fact.kind)
    return state


def doubts(payment: Payment, answer: GatewayAnswer) -> list[Doubt]:
    """In what a payment differs from its provider's account after that was applied."""
    captured, refunded = sums_of(answer)
    currency, found = payment.amount.currency, []
    if captured != payment.captured.minor:
        told = f"The provider says {Money(captured, currency)} was captured, we {payment.captured}."
        found.append(Doubt(CaseKind.AMOUNT_MISMATCH, str(payment.id), told))
    if refunded != payment.refunded.minor:
        told = f"The provider says {Money(refunded, currency)} went back, we {payment.refunded}."
        found.append(Doubt(CaseKind.REFUND_MISMATCH, str(payment.id), told))
    return found


def holds_money(answer: GatewayAnswer) -> bool:
    """Whether a provider holds money for the shop, or a promise of it."""
    captured, refunded = sums_of(answer)
    return captured > refunded or answer.state is PaymentState.AUTHORIZED
