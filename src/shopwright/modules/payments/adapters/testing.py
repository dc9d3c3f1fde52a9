"""The built-in test provider: keeps books of its own, answers late, declines, asks for a second step, calls back.

It is a provider as the shop sees one: asked outside any transaction, idempotent by key, telling the truth when asked
again, and speaking through signed webhooks that may come late, twice or before the answer.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from shopwright.infra import signing
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.payments.adapters import testing_books as books
from shopwright.modules.payments.contracts import (
    Fact,
    FactKind,
    GatewayAnswer,
    Intent,
    Listed,
    Payment,
    PaymentState,
    ProviderMethod,
    WebhookEvent,
)
from shopwright.modules.payments.errors import (
    GatewayUnreachable,
    NothingToCapture,
    NothingToRefund,
    PaymentSettled,
    UnknownToken,
    WebhookRefused,
)
from shopwright.modules.payments.models import TestGatewayIntent as IntentRow

NAME = "test"
SIGNATURE, TIMESTAMP = "x-test-gateway-signature", "x-test-gateway-timestamp"
TOLERANCE = timedelta(seconds=300)
TOKENS: Mapping[str, str] = {
    "test_ok": "Succeeds at once.",
    "test_declined": "Is declined at once.",
    "test_no_funds": "Is declined for want of funds.",
    "test_challenge": "Asks the customer for a second step on a page of the provider.",
    "test_late": "Answers 'processing' and succeeds by webhook some seconds later.",
    "test_late_declined": "Answers 'processing' and is declined by webhook some seconds later.",
    "test_twice": "Succeeds at once and tells so by webhook, twice.",
    "test_lost": "Succeeds, but its answer and its webhook are lost on the way.",
}
_ACTOR = system("test-gateway")


class TestGateway:
    """Implements the payment gateway's port on tables of its own."""

    __test__ = False
    name = NAME

    def __init__(self, works: Works, *, secret: str, public_url: str) -> None:
        self._works = works
        self._key = signing.derived_key(secret, "test-gateway-webhook")
        self._public_url = public_url.rstrip("/")

    @property
    def method(self) -> ProviderMethod:
        return ProviderMethod(NAME, "Test payments (no money moves)", TOKENS)

    async def open(self, intent: Intent) -> GatewayAnswer:
        """Take an intent in by its key; see ``TOKENS`` for what becomes of it.

        Raises:
            UnknownToken: none of ours.
            GatewayUnreachable: the token asks for an answer that is lost.
        """
        if intent.token not in TOKENS:
            raise UnknownToken(tokens=sorted(TOKENS))
        async with self._works(_ACTOR) as work:
            if await books.take_in(work, intent):
                await books.process(work, intent)
            answer = await books.answer(work, intent.key, public_url=self._public_url)
        if intent.token == "test_lost":  # noqa: S105 - a name, no secret
            raise GatewayUnreachable
        return answer

    async def find(self, payment: Payment, *, hint: str = "") -> GatewayAnswer | None:  # noqa: ARG002 - it knows by key
        key = payment.id
        async with self._works(_ACTOR) as work:
            await books.settle_late(work, key)
            row = await books.intent(work, key)
            return (
                await books.answer(work, key, public_url=self._public_url)
                if row is not None
                else None
            )

    async def capture(self, payment: Payment, amount: Money) -> GatewayAnswer:
        key = payment.id
        async with self._works(_ACTOR) as work:
            changed = await books.change(
                work, key, {PaymentState.AUTHORIZED}, PaymentState.CAPTURED
            )
            row = await books.intent(work, key)
            if not changed and (row is None or row.state != PaymentState.CAPTURED):
                raise NothingToCapture
            if changed:
                rest = row.amount - amount.minor
                if amount.currency != row.currency or not 0 <= rest < row.amount:
                    raise NothingToCapture
                await books.note_fact(work, key, FactKind.CAPTURED, key, amount.minor)
                if rest:
                    await books.note_fact(work, key, FactKind.VOIDED, key, rest)
            return await books.answer(work, key, public_url=self._public_url)

    async def void(self, payment: Payment) -> GatewayAnswer:
        """Give up an intent that was not captured; one that has not arrived yet is refused from now on."""
        open_states = {
            PaymentState.AUTHORIZED,
            PaymentState.PROCESSING,
            PaymentState.REQUIRES_ACTION,
            PaymentState.VOIDED,
        }
        key = payment.id
        async with self._works(_ACTOR) as work:
            if not await books.change(work, key, open_states, PaymentState.VOIDED):
                raise PaymentSettled
            await books.note_fact(work, key, FactKind.VOIDED, key, 0)
            return await books.answer(work, key, public_url=self._public_url)

    async def refund(self, payment: Payment, amount: Money, refund_key: UUID) -> GatewayAnswer:
        key = payment.id
        async with self._works(_ACTOR) as work:
            if not await books.change(work, key, {PaymentState.CAPTURED}, PaymentState.CAPTURED):
                raise NothingToRefund
            facts = await books.facts(work, key)
            known = any(fact.request_key == refund_key for fact in facts)
            left = sum(fact.amount for fact in facts if fact.kind == FactKind.CAPTURED) - sum(
                fact.amount for fact in facts if fact.kind == FactKind.REFUNDED
            )
            if not known and left < amount.minor:
                raise NothingToRefund
            await books.note_fact(work, key, FactKind.REFUNDED, refund_key, amount.minor)
            return await books.answer(work, key, public_url=self._public_url)

    async def answer_challenge(self, reference: str, *, approved: bool) -> bool:
        """What the customer did on the provider's page; False where nothing was asked of him."""
        async with self._works(_ACTOR) as work:
            key = await self._answered(work, reference)
            if key is not None:
                await books.conclude(work, key, "" if approved else "challenge_failed")
                books.call_back(work, reference)
            return key is not None

    @property
    def cards(self) -> Mapping[str, str]:
        """The cards of the provider's page, with what becomes of each; its second step is the page itself."""
        return {token: told for token, told in TOKENS.items() if token != "test_challenge"}  # noqa: S105 - a name

    async def pay_with(self, reference: str, card: str) -> bool:
        """Pay by a card that the customer chose on the provider's page; False where nothing was asked of him."""
        if card not in self.cards:
            return False
        async with self._works(_ACTOR) as work:
            key = await self._answered(work, reference)
            if key is not None:
                await books.charge(work, key, card)
            return key is not None

    async def _answered(self, work: Work, reference: str) -> UUID | None:
        """The intent that waited for its customer, and does no more: of two answers one counts."""
        found = await work.db.execute(select(IntentRow.key).where(IntentRow.reference == reference))
        key = found.scalar_one_or_none()
        waited = key is not None and await books.change(
            work, key, {PaymentState.REQUIRES_ACTION}, PaymentState.PROCESSING
        )
        return key if waited else None

    async def intent_amount(self, reference: str) -> Money | None:
        """What the provider's page asks for, or None where it has nothing to ask."""
        async with self._works.reading() as db:
            row = IntentRow
            found = (
                await db.execute(
                    select(row.amount, row.currency).where(
                        row.reference == reference, row.state == PaymentState.REQUIRES_ACTION
                    )
                )
            ).one_or_none()
        return Money(*found) if found else None

    async def compose_webhook(
        self, reference: str, event_id: str
    ) -> tuple[dict[str, str], bytes] | None:
        """The message that tells the shop about an intent: headers and raw body."""
        async with self._works(_ACTOR) as work:
            found = await work.db.execute(
                select(IntentRow.key).where(IntentRow.reference == reference)
            )
            key = found.scalar_one_or_none()
            if key is None:
                return None
            await books.settle_late(work, key)
            answer = await books.answer(work, key, public_url=self._public_url)
        body = orjson.dumps(
            {"id": event_id, "reference": reference, "key": str(key), "answer": _written(answer)}
        )
        stamp = str(int(self._works.now().timestamp()))
        headers = {
            TIMESTAMP: stamp,
            SIGNATURE: signing.sign(self._key, stamp.encode() + b"." + body),
        }
        return headers, body

    async def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        stamp = headers.get(TIMESTAMP, "")
        if not signing.is_signed(
            self._key, stamp.encode() + b"." + body, headers.get(SIGNATURE, "")
        ):
            raise WebhookRefused
        if (
            not stamp.isdecimal()
            or abs(self._works.now().timestamp() - int(stamp)) > TOLERANCE.total_seconds()
        ):
            raise WebhookRefused("The message is too old.")
        try:
            message = orjson.loads(body)
            answer, key = _read(message["answer"]), ids.parse(str(message["key"]))
            return WebhookEvent(str(message["id"]), str(message["reference"]), answer, key)
        except (ValueError, KeyError, TypeError):
            raise WebhookRefused from None

    async def listed(self, since: datetime) -> Sequence[Listed]:
        """Its own list, read the way the shop reads any provider's."""
        async with self._works(_ACTOR) as work:
            row = IntentRow
            found = await work.db.execute(select(row.key).where(row.created_at >= since))
            keys = list(found.scalars())
            return [
                Listed(key, await books.answer(work, key, public_url=self._public_url))
                for key in keys
            ]

    async def close(self) -> None:
        """It holds nothing open."""


def _written(answer: GatewayAnswer) -> dict[str, Any]:
    return {
        "state": answer.state,
        "failure": answer.failure,
        "facts": [
            [fact.kind, fact.reference, fact.amount.minor, fact.amount.currency, fact.detail]
            for fact in answer.facts
        ],
        "reference": answer.reference,
        "action_url": answer.action_url,
    }


def _read(written: Mapping[str, Any]) -> GatewayAnswer:
    facts = tuple(
        Fact(FactKind(kind), str(reference), Money(int(minor), str(currency)), str(detail))
        for kind, reference, minor, currency, detail in written["facts"]
    )
    state = PaymentState(written["state"])
    return GatewayAnswer(
        str(written["reference"]), state, facts, str(written["action_url"]), str(written["failure"])
    )
