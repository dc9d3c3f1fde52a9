"""Entrances of the clock: staff is told of cases."""

from datetime import timedelta

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.modules.payments import service


def jobs(alert_to: str) -> tuple[JobKind, ...]:
    """``alert_to``: whose mail it is; empty: nobody is told."""

    async def tell(work: Work, _: Payload) -> None:
        if alert_to:
            await service.tell_of_cases(work, to=alert_to)

    return (JobKind("payments.tell_of_cases", tell, every=timedelta(minutes=2)),)
