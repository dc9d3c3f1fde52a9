"""One-time codes of a second factor: made from a seed and the time, each good once."""

import base64
import hmac
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import delete, func, insert, select, update

from shopwright.infra.sealing import keyring_of
from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.modules.identity.events import RecoveryCodeUsed
from shopwright.modules.identity.models import RecoveryCodeRow, SecondFactorRow

PLACE = "second_factors.seed"
STEP_SECONDS = 30  # RFC 6238
DRIFT = (0, -1, 1)  # steps that a device's clock may be off
RECOVERY_CODES = 10
_RECOVERY_BYTES = 15  # 120 bits: more than can be guessed, so that a plain hash hides them


def new_seed() -> str:
    return pyotp.random_base32()


def address_of_seed(seed: str, *, account: str, shop: str) -> str:
    """What an authenticator's camera reads: ``otpauth://totp/...``."""
    return pyotp.TOTP(seed).provisioning_uri(name=account, issuer_name=shop)


def sealed(work: Work, user_id: UUID, seed: str) -> str:
    return keyring_of(work.db).seal(seed, place=PLACE, row=user_id)


async def use_code(
    work: Work, *, user_id: UUID, code: str | None, recovery_code: str | None
) -> bool:
    """Use up a code of the account's factor; whether there was one to use."""
    if recovery_code is not None:
        return await _use_recovery_code(work, user_id, recovery_code)
    return code is not None and await use_timed_code(work, user_id, code)


async def use_timed_code(work: Work, user_id: UUID, code: str, *, is_first: bool = False) -> bool:
    """Use up the step that a code is of; ``is_first``: the one by which a factor is confirmed."""
    confirmed = SecondFactorRow.confirmed_at
    state = confirmed.is_(None) if is_first else confirmed.is_not(None)
    found = await work.db.execute(
        select(SecondFactorRow.seed).where(SecondFactorRow.user_id == user_id, state)
    )
    kept = found.scalar_one_or_none()
    if kept is None:
        return False
    step = _step_of(keyring_of(work.db).unseal(kept, place=PLACE, row=user_id), code, work.now)
    if step is None:
        return False
    values = {"last_step": step} | ({"confirmed_at": work.now} if is_first else {})
    used = await work.db.execute(
        update(SecondFactorRow)
        .where(
            SecondFactorRow.user_id == user_id,
            SecondFactorRow.seed == kept,
            SecondFactorRow.last_step < step,
            state,
        )
        .values(**values)
    )
    return used.rowcount == 1


async def renew_recovery_codes(work: Work, user_id: UUID) -> tuple[str, ...]:
    """Ten new codes in place of all that there were; shown once."""
    await work.db.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    codes = tuple(_new_recovery_code() for _ in range(RECOVERY_CODES))
    rows = [
        {"user_id": user_id, "code_hash": _hash_of(code), "created_at": work.now} for code in codes
    ]
    await work.db.execute(insert(RecoveryCodeRow), rows)
    return codes


async def _use_recovery_code(work: Work, user_id: UUID, code: str) -> bool:
    mine = RecoveryCodeRow.user_id == user_id
    used = await work.db.execute(
        update(RecoveryCodeRow)
        .where(mine, RecoveryCodeRow.code_hash == _hash_of(code), RecoveryCodeRow.used_at.is_(None))
        .values(used_at=work.now)
    )
    if used.rowcount != 1:
        return False
    unused = select(func.count()).where(mine, RecoveryCodeRow.used_at.is_(None))
    left = (await work.db.execute(unused)).scalar_one()
    work.record(RecoveryCodeUsed(user_id=user_id, left=left))
    return True


def _step_of(seed: str, code: str, now: datetime) -> int | None:
    """The step that a code is of, of those that may be now; each is compared, in constant time."""
    counter, given = pyotp.HOTP(seed), code.encode()
    present = int(now.timestamp()) // STEP_SECONDS
    found = [
        present + drift
        for drift in DRIFT
        if hmac.compare_digest(counter.at(present + drift).encode(), given)
    ]
    return max(found, default=None)


def _new_recovery_code() -> str:
    """``abcdef-ghijkl-mnopqr-stuvwx``: letters and digits that are not mistaken for each other."""
    letters = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[i : i + 6] for i in range(0, len(letters), 6))


def _hash_of(code: str) -> str:
    return fingerprint("".join(code.split()).replace("-", "").lower())
