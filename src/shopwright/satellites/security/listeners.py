"""Notes security events in the transaction in which they happen."""

import dataclasses
from collections.abc import Sequence

from shopwright.infra.work import Projector, Work
from shopwright.kernel.events import Event
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity.events import (
    EmailChanged,
    EmailChangeUndone,
    EmailVerified,
    IdentityLinked,
    IdentityUnlinked,
    PasswordChanged,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    RefreshTokenReused,
    SecondFactorAdded,
    SecondFactorRemoved,
    SignInBlocked,
)

NOTED = (
    EmailChanged,
    EmailChangeUndone,
    EmailVerified,
    IdentityLinked,
    IdentityUnlinked,
    PasswordChanged,
    RecoveryCodeUsed,
    RecoveryCodesRenewed,
    RefreshTokenReused,
    SecondFactorAdded,
    SecondFactorRemoved,
    SignInBlocked,
)
_ELSEWHERE = ("user_id", "proof_id", "address")  # the entry's subject, and its own column


async def _note(work: Work, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, NOTED):
            told = dataclasses.asdict(event)
            after = {name: value for name, value in told.items() if name not in _ELSEWHERE}
            subject = Subject("user", str(event.user_id or "nobody"))
            await audit.note(work, action=event.name, subject=subject, after=after or None)


PROJECTOR = Projector("security.audit", NOTED, _note)
