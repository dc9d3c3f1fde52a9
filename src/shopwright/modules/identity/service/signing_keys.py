"""The keys that access tokens are signed with: rotated, retired, and read by every process."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.sealing import UnreadableField, keyring_of
from shopwright.infra.work import Work
from shopwright.modules.identity.contracts import KeyOfTokens
from shopwright.modules.identity.errors import SigningKeyInUse, SigningKeyNotFound
from shopwright.modules.identity.models import SigningKeyRow as Row
from shopwright.modules.identity.tokens import AccessTokens, SigningKey

log = structlog.get_logger(__name__)
PLACE = "signing_keys.secret"
READ_EVERY = timedelta(seconds=30)
# Known everywhere before the first token is signed with it: every process has looked twice by then.
SIGNS_AFTER = timedelta(seconds=60)
OUTLIVES = timedelta(days=1)  # the longest life of an access token that can be set
_BYTES = 32


@dataclass(slots=True)
class SigningKeys:
    """Keeps the keys of this process like those in the database, looking every half minute at most."""

    tokens: AccessTokens
    read_at: datetime | None = None

    def are_fresh(self, now: datetime, within: timedelta = READ_EVERY) -> bool:
        return self.read_at is not None and now - self.read_at < within

    async def freshen(
        self, db: AsyncConnection, now: datetime, *, within: timedelta = READ_EVERY
    ) -> bool:
        """Read the keys unless that was done just before; answers whether they are others now."""
        if self.are_fresh(now, within):
            return False
        found = await _made(db, self.tokens)
        self.read_at = now
        return self.tokens.adopt(found)


async def rotate_keys(work: Work, tokens: AccessTokens) -> str:
    """Make a key that signs a minute from now; the ones before count until their last token has expired.

    Answers its id.
    """
    starts = work.now + SIGNS_AFTER
    derived = {"kid": tokens.derived_kid, "secret": "", "created_at": work.now, "ends_at": None}
    first = dialect.insert_or_ignore(work.db, Row).values(**derived, signs_from=work.now)
    await work.db.execute(first)
    await work.db.execute(
        update(Row).where(Row.ends_at.is_(None)).values(ends_at=starts + OUTLIVES)
    )
    kid = secrets.token_hex(8)
    secret = keyring_of(work.db).seal(secrets.token_hex(_BYTES), place=PLACE, row=kid)
    await work.db.execute(
        insert(Row).values(kid=kid, secret=secret, created_at=work.now, signs_from=starts)
    )
    await work.db.execute(delete(Row).where(Row.ends_at < work.now, Row.kid != tokens.derived_kid))
    return kid


async def retire_key(work: Work, *, kid: str) -> None:
    """End a key now: whatever it signed counts no more. For one that is not secret any longer.

    Raises:
        SigningKeyNotFound: there is none of this id; before the first rotation there is none at all.
        SigningKeyInUse: no other signs at this moment.
    """
    statement = select(Row.kid, Row.signs_from, Row.ends_at).order_by(Row.kid)
    rows = (await work.db.execute(dialect.lock_rows(work.db, statement))).all()
    living = {row.kid for row in rows if row.ends_at is None or row.ends_at > work.now}
    if kid not in {row.kid for row in rows}:
        raise SigningKeyNotFound
    if not {row.kid for row in rows if row.signs_from <= work.now} & living - {kid}:
        raise SigningKeyInUse
    await work.db.execute(
        update(Row)
        .where(Row.kid == kid, or_(Row.ends_at.is_(None), Row.ends_at > work.now))
        .values(ends_at=work.now)
    )


async def list_keys(db: AsyncConnection, tokens: AccessTokens, now: datetime) -> list[KeyOfTokens]:
    """The keys, the newest first, without their secrets; the derived one alone before the first rotation."""
    keys = SigningKeys(tokens)
    await keys.freshen(db, now)
    signing = tokens.signing_key(now).kid
    return [
        KeyOfTokens(each.kid, each.signs_from, each.ends_at, each.kid == signing)
        for each in sorted(tokens.ring, key=lambda each: each.signs_from, reverse=True)
    ]


async def _made(db: AsyncConnection, tokens: AccessTokens) -> list[SigningKey]:
    """The keys that can be opened; one that can't is no reason to let nobody in."""
    keyring, found = keyring_of(db), []
    derived = {each.kid: each.key for each in tokens.derived}
    for row in await db.execute(select(Row.kid, Row.secret, Row.signs_from, Row.ends_at)):
        try:
            secret = bytes.fromhex(keyring.unseal(row.secret, place=PLACE, row=row.kid))
        except UnreadableField as error:
            log.error("signing_keys.unreadable", kid=row.kid, error=error.code)  # noqa: TRY400 - its trace says no more
            continue
        if key := secret or derived.get(row.kid):
            found.append(SigningKey(row.kid, key, row.signs_from, row.ends_at))
    return found
