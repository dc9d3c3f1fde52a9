"""Messages of providers: each taken in once."""

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.payments.models import WebhookReceipt


async def take_in(work: Work, *, provider: str, event_id: str) -> bool:
    """Note a message by the provider's id of it; False where it was taken in before."""
    row = WebhookReceipt
    statement = dialect.insert_or_ignore(work.db, row, [row.provider, row.event_id])
    result = await work.db.execute(
        statement.values(provider=provider, event_id=event_id, received_at=work.now)
    )
    return bool(result.rowcount == 1)
