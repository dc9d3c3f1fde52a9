"""The test provider's books: its own tables, which the shop reads only through the gateway."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    Fact,
    FactKind,
    GatewayAnswer,
    Intent,
    PaymentState,
)
from shopwright.modules.payments.models import TestGatewayFact as FactRow
from shopwright.modules.payments.models import TestGatewayIntent as IntentRow

WEBHOOK_JOB = "payments.test_webhook"
LATE = timedelta(seconds=3)
_DECLINED = {
    "test_declined": "card_declined",
    "test_no_funds": "insufficient_funds",
    "test_late_declined": "card_declined",
}
_LATER = {"test_late", "test_late_declined"}


async def take_in(work: Work, wanted: Intent) -> bool:
    """Write an intent down; False where its key is known."""
    later = wanted.token in _LATER
    statement = dialect.insert_or_ignore(work.db, IntentRow, [IntentRow.key]).values(
        key=wanted.key,
        reference=f"tst_{wanted.key.hex}",
        order_id=wanted.order_id,
        token=wanted.token,
        state=PaymentState.PROCESSING,
        capture=wanted.capture,
        amount=wanted.amount.minor,
        currency=wanted.amount.currency,
        settles_at=work.now + LATE if later else None,
        created_at=work.now,
    )
    return bool((await work.db.execute(statement)).rowcount == 1)


async def process(work: Work, wanted: Intent) -> None:
    """Do what the token says."""
    reference = f"tst_{wanted.key.hex}"
    if wanted.token in _LATER:
        call_back(work, reference, after=LATE)
    elif wanted.token == "test_challenge":  # noqa: S105 - a name, no secret
        await change(work, wanted.key, {PaymentState.PROCESSING}, PaymentState.REQUIRES_ACTION)
    else:
        await conclude(work, wanted.key, _DECLINED.get(wanted.token, ""))
        if wanted.token == "test_twice":  # noqa: S105 - a name, no secret
            event_id = _event_id()
            call_back(work, reference, event_id=event_id)
            call_back(work, reference, event_id=event_id)


async def charge(work: Work, key: UUID, token: str) -> None:
    """Do what a card says that was chosen on the provider's own page; the shop hears of it as of any."""
    reference = f"tst_{key.hex}"
    if token in _LATER:
        row = IntentRow
        later = update(row).where(row.key == key).values(token=token, settles_at=work.now + LATE)
        await work.db.execute(later)
        call_back(work, reference, after=LATE)
        return
    await conclude(work, key, _DECLINED.get(token, ""))
    if token == "test_lost":  # noqa: S105 - a name, no secret
        return
    event_id = _event_id()
    for _ in range(2 if token == "test_twice" else 1):  # noqa: S105 - a name, no secret
        call_back(work, reference, event_id=event_id)


async def settle_late(work: Work, key: UUID) -> None:
    """Conclude an intent whose time has come."""
    row = await intent(work, key)
    if row is None or row.settles_at is None or row.settles_at > work.now:
        return
    if row.state == PaymentState.PROCESSING:
        await conclude(work, key, _DECLINED.get(row.token, ""))


async def conclude(work: Work, key: UUID, failure: str) -> None:
    """Charge an intent, or decline it."""
    row = await intent(work, key)
    if row is None:
        return
    success = PaymentState.CAPTURED if row.capture else PaymentState.AUTHORIZED
    state = PaymentState.FAILED if failure else success
    await work.db.execute(
        update(IntentRow).where(IntentRow.key == key).values(state=state, failure=failure)
    )
    kind = FactKind(state.value)
    await note_fact(work, key, kind, key, 0 if failure else row.amount)


async def change(work: Work, key: UUID, states: set[PaymentState], state: PaymentState) -> bool:
    """Move an intent on from one of some states; False where it is in another."""
    result = await work.db.execute(
        update(IntentRow)
        .where(IntentRow.key == key, IntentRow.state.in_(states))
        .values(state=state)
    )
    return result.rowcount == 1


async def note_fact(work: Work, key: UUID, kind: FactKind, request_key: UUID, amount: int) -> None:
    """Write down what happened, once for each request."""
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


async def intent(work: Work, key: UUID) -> Any:
    """The row of an intent, or None."""
    return (
        await work.db.execute(select(*IntentRow.__table__.c).where(IntentRow.key == key))
    ).one_or_none()


async def facts(work: Work, key: UUID) -> list[Any]:
    """What happened to an intent."""
    return list(
        await work.db.execute(select(*FactRow.__table__.c).where(FactRow.intent_key == key))
    )


async def answer(work: Work, key: UUID, *, public_url: str) -> GatewayAnswer:
    """What the provider says of an intent."""
    row = await intent(work, key)
    told = tuple(
        Fact(
            FactKind(fact.kind),
            f"tst_{fact.id.hex}",
            Money(fact.amount, row.currency),
            str(fact.request_key),
        )
        for fact in await facts(work, key)
    )
    waits = row.state == PaymentState.REQUIRES_ACTION
    action_url = f"{public_url}/api/v1/payments/test/{row.reference}" if waits else ""
    return GatewayAnswer(row.reference, PaymentState(row.state), told, action_url, row.failure)


def call_back(
    work: Work,
    reference: str,
    *,
    after: timedelta = timedelta(0),
    event_id: str | None = None,
) -> None:
    """Tell the shop about an intent by webhook."""
    work.enqueue(
        WEBHOOK_JOB, {"reference": reference, "event_id": event_id or _event_id()}, after=after
    )


def _event_id() -> str:
    return f"evt_{ids.new().hex}"
