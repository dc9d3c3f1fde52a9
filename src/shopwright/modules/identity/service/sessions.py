"""Sessions: opened by a sign-in, carried on by refresh tokens, ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from shopwright.infra.db import dialect
from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.identity import rules
from shopwright.modules.identity.contracts import BROWSER, BrowserGrant, Claims, Grant, Seen
from shopwright.modules.identity.errors import InvalidRefreshToken, SessionNotFound
from shopwright.modules.identity.events import RefreshTokenReused, SessionEnded
from shopwright.modules.identity.models import (
    RefreshTokenRow,
    RevokedTokenRow,
    RolePermissionRow,
    SessionRow,
    SignInChallengeRow,
    UserRoleRow,
    UserRow,
)
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.tokens import new_secret

_LONGEST_USER_AGENT = 255


async def open_session(
    work: Work, security: Security, *, user_id: UUID, seen: Seen, has_factor: bool = False
) -> Grant:
    """Begin a session of a user who has proved who he is; ``has_factor``: by a second factor too."""
    longest = max(rules.LONGEST_SESSION, security.refresh_lifetime)
    row = _row(work, user_id, seen, longest) | _proved(work, has_factor=has_factor)
    await work.db.execute(insert(SessionRow).values(**row))
    await _end_oldest(work, user_id)
    return await _grant(work, security, user_id=user_id, session_id=row["id"])


async def open_browser_session(
    work: Work, security: Security, *, user_id: UUID, seen: Seen, has_factor: bool = False
) -> BrowserGrant:
    """The same for a browser, which gets a cookie of its own instead of tokens: a new one at each sign-in."""
    cookie, longest = new_secret(), security.patience.longest
    row = _row(work, user_id, seen, longest) | _proved(work, has_factor=has_factor)
    hashed = {"kind": BROWSER, "cookie_hash": fingerprint(cookie)}
    await work.db.execute(insert(SessionRow).values(**row, **hashed))
    await _end_oldest(work, user_id)
    return BrowserGrant(cookie, row["id"], row["expires_at"])


async def rotate(
    work: Work, security: Security, *, refresh_token: str, seen: Seen
) -> Grant | InvalidRefreshToken:
    """Use a refresh token up and answer the next pair, or the error to raise when this Work is committed.

    A token that was used before ends its session: two have it, and nobody knows which is the owner. That has to be
    committed, so the error is answered, not raised.
    """
    digest = fingerprint(refresh_token)
    live = (
        select(SessionRow.id)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > work.now,
            UserRow.is_active,
            _is_in_time(work, security),
        )
    )
    used = await work.db.execute(
        update(RefreshTokenRow)
        .where(
            RefreshTokenRow.token_hash == digest,
            RefreshTokenRow.used_at.is_(None),
            RefreshTokenRow.expires_at > work.now,
            RefreshTokenRow.session_id.in_(live),
        )
        .values(used_at=work.now)
        .returning(RefreshTokenRow.session_id)
    )
    session_id = used.scalar_one_or_none()
    if session_id is None:
        await _end_where_reused(work, digest, seen)
        return InvalidRefreshToken()
    carried = await work.db.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .values(last_used_at=work.now, address=seen.address[:45])
        .returning(SessionRow.user_id)
    )
    user_id = carried.scalar_one_or_none()
    if user_id is None:  # ended while we took the token
        return InvalidRefreshToken()
    return await _grant(work, security, user_id=user_id, session_id=session_id)


async def sign_out(work: Work, *, claims: Claims) -> None:
    """End the session of an access token, and refuse the token itself from now on; again changes nothing."""
    if claims.token_id:
        statement = dialect.insert_or_ignore(work.db, RevokedTokenRow)
        await work.db.execute(
            statement.values(token_id=claims.token_id, expires_at=claims.expires_at)
        )
    await _end(work, claims.session_id, "signed_out")


async def end_browser_session(work: Work, *, cookie: str) -> None:
    """End the session that a browser had before it signed in anew, whosever it was; nothing where it had none."""
    found = await work.db.execute(
        select(SessionRow.id).where(SessionRow.cookie_hash == fingerprint(cookie))
    )
    session_id = found.scalar_one_or_none()
    if session_id is not None:
        await _end(work, session_id, "signed_in_anew")


async def end_session(work: Work, *, user_id: UUID, session_id: UUID) -> None:
    """End one session of a user: a device that he lost, or does not know.

    Raises:
        SessionNotFound: he has no such session that is open.
    """
    if session_id not in await _end_where(work, SessionRow.id == session_id, user_id=user_id):
        raise SessionNotFound


async def end_sessions(work: Work, *, user_id: UUID, reason: str, but: UUID | None = None) -> int:
    """End every session of a user, ``but`` this one, and whatever waits for a second factor; answers how many."""
    await work.db.execute(delete(SignInChallengeRow).where(SignInChallengeRow.user_id == user_id))
    others = () if but is None else (SessionRow.id != but,)
    return len(await _end_where(work, *others, user_id=user_id, reason=reason))


async def _end_oldest(work: Work, user_id: UUID) -> None:
    """A user has a bounded number of sessions; the oldest make room."""
    newest = (
        select(SessionRow.id)
        .where(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.id.desc())
        .limit(rules.MOST_SESSIONS)
    )
    await _end_where(work, SessionRow.id.not_in(newest), user_id=user_id, reason="made_room")


async def _end_where(
    work: Work, *conditions: ColumnElement[bool], user_id: UUID, reason: str = "ended"
) -> list[UUID]:
    ended = await work.db.execute(
        update(SessionRow)
        .where(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None), *conditions)
        .values(ended_at=work.now, end_reason=reason)
        .returning(SessionRow.id)
    )
    session_ids = list(ended.scalars())
    for session_id in session_ids:
        work.record(SessionEnded(user_id=user_id, session_id=session_id, reason=reason))
    return session_ids


def _row(work: Work, user_id: UUID, seen: Seen, longest: timedelta) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "user_id": user_id,
        "address": seen.address[:45],
        "user_agent": seen.user_agent[:_LONGEST_USER_AGENT],
        "created_at": work.now,
        "last_used_at": work.now,
        "expires_at": work.now + longest,
    }


def _proved(work: Work, *, has_factor: bool) -> dict[str, Any]:
    return {"factor_proved_at": work.now if has_factor else None}


async def _grant(work: Work, security: Security, *, user_id: UUID, session_id: UUID) -> Grant:
    await security.recogniser.signing.freshen(work.db, work.now)
    refresh_token = new_secret()
    await work.db.execute(
        insert(RefreshTokenRow).values(
            token_hash=fingerprint(refresh_token),
            session_id=session_id,
            created_at=work.now,
            expires_at=work.now + security.refresh_lifetime,
        )
    )
    access_token = security.tokens.sign(user_id, session_id, work.now)
    expires_in = int(security.tokens.lifetime.total_seconds())
    return Grant(access_token, refresh_token, expires_in, session_id)


def _is_in_time(work: Work, security: Security) -> ColumnElement[bool]:
    """Who holds rights carries a session on only within his shorter times; see :func:`rules.is_over_for_staff`."""
    rights = (
        select(UserRoleRow.role)
        .join(RolePermissionRow, RolePermissionRow.role == UserRoleRow.role)
        .where(UserRoleRow.user_id == SessionRow.user_id)
        .correlate(SessionRow)
    )
    patience = security.patience
    lately = and_(
        SessionRow.last_used_at > work.now - patience.staff_idle,
        SessionRow.created_at > work.now - patience.staff_longest,
    )
    return or_(~rights.exists(), lately)


async def _end_where_reused(work: Work, digest: str, seen: Seen) -> None:
    statement = select(RefreshTokenRow.session_id, RefreshTokenRow.used_at)
    row = (await work.db.execute(statement.where(RefreshTokenRow.token_hash == digest))).first()
    if row is None or row.used_at is None:
        return
    user_id = await _end(work, row.session_id, "refresh_reused")
    if user_id is not None:
        work.record(RefreshTokenReused(user_id, row.session_id, seen.address))


async def _end(work: Work, session_id: UUID, reason: str) -> UUID | None:
    ended = await work.db.execute(
        update(SessionRow)
        .where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
        .values(ended_at=work.now, end_reason=reason)
        .returning(SessionRow.user_id)
    )
    user_id = ended.scalar_one_or_none()
    if user_id is not None:
        work.record(SessionEnded(user_id=user_id, session_id=session_id, reason=reason))
    return user_id
