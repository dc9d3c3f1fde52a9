"""The built-in test provider: keeps books of its own, answers late, declines, asks for a second step, calls back.

It is a provider as the shop sees one: asked outside any transaction, idempotent by key, telling the truth when asked
again, and speaking through signed webhooks that may come late, twice or before the answer.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, update

from shopwright.infra import signing
from shopwright.infra.db import dialect
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    Fact,
    FactKind,
    GatewayAnswer,
    Intent,
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
from shopwright.modules.payments.models import TestGatewayFact as FactRow
from shopwright.modules.payments.models import TestGatewayIntent as IntentRow

NAME = "test"
WEBHOOK_JOB = "payments.test_webhook"
SIGNATURE, TIMESTAMP = "x-test-gateway-signature", "x-test-gateway-timestamp"
LATE = timedelta(seconds=3)
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
_DECLINED = {
    "test_declined": "card_declined",
    "test_no_funds": "insufficient_funds",
    "test_late_declined": "card_declined",
}
_LATER = {"test_late", "test_late_declined"}


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
            if await self._insert(work, intent):
                await self._process(work, intent)
            answer = await self._answer(work, intent.key)
        if intent.token == "test_lost":  # noqa: S105 - a name, no secret
            raise GatewayUnreachable
        return answer

    async def find(self, key: UUID) -> GatewayAnswer | None:
        async with self._works(_ACTOR) as work:
            await self._settle_late(work, key)
            row = await self._intent(work, key)
            return await self._answer(work, key) if row is not None else None

    async def capture(self, key: UUID, amount: Money) -> GatewayAnswer:
        async with self._works(_ACTOR) as work:
            changed = await self._change(
                work, key, {PaymentState.AUTHORIZED}, PaymentState.CAPTURED
            )
            row = await self._intent(work, key)
            if not changed and (row is None or row.state != PaymentState.CAPTURED):
                raise NothingToCapture
            await self._fact(work, key, FactKind.CAPTURED, key, amount.minor)
            return await self._answer(work, key)

    async def void(self, key: UUID) -> GatewayAnswer:
        """Give up an intent that was not captured; one that has not arrived yet is refused from now on."""
        open_states = {
            PaymentState.AUTHORIZED,
            PaymentState.PROCESSING,
            PaymentState.REQUIRES_ACTION,
            PaymentState.VOIDED,
        }
        async with self._works(_ACTOR) as work:
            if not await self._change(work, key, open_states, PaymentState.VOIDED):
                raise PaymentSettled
            await self._fact(work, key, FactKind.VOIDED, key, 0)
            return await self._answer(work, key)

    async def refund(self, key: UUID, amount: Money, refund_key: UUID) -> GatewayAnswer:
        async with self._works(_ACTOR) as work:
            if not await self._change(work, key, {PaymentState.CAPTURED}, PaymentState.CAPTURED):
                raise NothingToRefund
            facts = await self._facts(work, key)
            known = any(fact.request_key == refund_key for fact in facts)
            left = sum(fact.amount for fact in facts if fact.kind == FactKind.CAPTURED) - sum(
                fact.amount for fact in facts if fact.kind == FactKind.REFUNDED
            )
            if not known and left < amount.minor:
                raise NothingToRefund
            await self._fact(work, key, FactKind.REFUNDED, refund_key, amount.minor)
            return await self._answer(work, key)

    async def answer_challenge(self, reference: str, *, approved: bool) -> bool:
        """What the customer did on the provider's page; False where nothing was asked of him."""
        async with self._works(_ACTOR) as work:
            row = (
                await work.db.execute(select(IntentRow.key).where(IntentRow.reference == reference))
            ).one_or_none()
            if row is None or not await self._change(
                work, row.key, {PaymentState.REQUIRES_ACTION}, PaymentState.PROCESSING
            ):
                return False
            await self._conclude(work, row.key, "" if approved else "challenge_failed")
            self._call_back(work, reference)
            return True

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
            await self._settle_late(work, key)
            answer = await self._answer(work, key)
        body = orjson.dumps(
            {"id": event_id, "reference": reference, "key": str(key), "answer": _written(answer)}
        )
        stamp = str(int(self._works.now().timestamp()))
        headers = {
            TIMESTAMP: stamp,
            SIGNATURE: signing.sign(self._key, stamp.encode() + b"." + body),
        }
        return headers, body

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
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

    async def _insert(self, work: Work, intent: Intent) -> bool:
        later = intent.token in _LATER
        statement = dialect.insert_or_ignore(work.db, IntentRow, [IntentRow.key]).values(
            key=intent.key,
            reference=f"tst_{intent.key.hex}",
            order_id=intent.order_id,
            token=intent.token,
            state=PaymentState.PROCESSING,
            capture=intent.capture,
            amount=intent.amount.minor,
            currency=intent.amount.currency,
            settles_at=work.now + LATE if later else None,
            created_at=work.now,
        )
        return bool((await work.db.execute(statement)).rowcount == 1)

    async def _process(self, work: Work, intent: Intent) -> None:
        reference = f"tst_{intent.key.hex}"
        if intent.token in _LATER:
            self._call_back(work, reference, after=LATE)
        elif intent.token == "test_challenge":  # noqa: S105 - a name, no secret
            await self._change(
                work, intent.key, {PaymentState.PROCESSING}, PaymentState.REQUIRES_ACTION
            )
        else:
            await self._conclude(work, intent.key, _DECLINED.get(intent.token, ""))
            if intent.token == "test_twice":  # noqa: S105 - a name, no secret
                event_id = _event_id()
                self._call_back(work, reference, event_id=event_id)
                self._call_back(work, reference, event_id=event_id)

    async def _settle_late(self, work: Work, key: UUID) -> None:
        row = await self._intent(work, key)
        if row is None or row.settles_at is None or row.settles_at > work.now:
            return
        if row.state == PaymentState.PROCESSING:
            await self._conclude(work, key, _DECLINED.get(row.token, ""))

    async def _conclude(self, work: Work, key: UUID, failure: str) -> None:
        row = await self._intent(work, key)
        if row is None:
            return
        success = PaymentState.CAPTURED if row.capture else PaymentState.AUTHORIZED
        state = PaymentState.FAILED if failure else success
        await work.db.execute(
            update(IntentRow).where(IntentRow.key == key).values(state=state, failure=failure)
        )
        kind = FactKind(state.value)
        await self._fact(work, key, kind, key, 0 if failure else row.amount)

    async def _change(
        self, work: Work, key: UUID, states: set[PaymentState], state: PaymentState
    ) -> bool:
        result = await work.db.execute(
            update(IntentRow)
            .where(IntentRow.key == key, IntentRow.state.in_(states))
            .values(state=state)
        )
        return result.rowcount == 1

    async def _fact(
        self, work: Work, key: UUID, kind: FactKind, request_key: UUID, amount: int
    ) -> None:
        statement = dialect.insert_or_ignore(
            work.db, FactRow, [FactRow.intent_key, FactRow.kind, FactRow.request_key]
        ).values(
            id=ids.new(),
            intent_key=key,
            kind=kind,
            request_key=request_key,
            amount=amount,
            created_at=work.now,
        )
        await work.db.execute(statement)

    async def _intent(self, work: Work, key: UUID) -> Any:
        return (
            await work.db.execute(select(*IntentRow.__table__.c).where(IntentRow.key == key))
        ).one_or_none()

    async def _facts(self, work: Work, key: UUID) -> list[Any]:
        return list(
            await work.db.execute(select(*FactRow.__table__.c).where(FactRow.intent_key == key))
        )

    async def _answer(self, work: Work, key: UUID) -> GatewayAnswer:
        row = await self._intent(work, key)
        facts = tuple(
            Fact(
                FactKind(fact.kind),
                f"tst_{fact.id.hex}",
                Money(fact.amount, row.currency),
                str(fact.request_key),
            )
            for fact in await self._facts(work, key)
        )
        waits = row.state == PaymentState.REQUIRES_ACTION
        action_url = f"{self._public_url}/api/v1/payments/test/{row.reference}" if waits else ""
        return GatewayAnswer(row.reference, PaymentState(row.state), facts, action_url, row.failure)

    def _call_back(
        self,
        work: Work,
        reference: str,
        *,
        after: timedelta = timedelta(0),
        event_id: str | None = None,
    ) -> None:
        work.enqueue(
            WEBHOOK_JOB, {"reference": reference, "event_id": event_id or _event_id()}, after=after
        )


def _event_id() -> str:
    return f"evt_{ids.new().hex}"


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
