"""Signing in with an account elsewhere: a trip to the provider and back, and what it is linked to here."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, insert

from shopwright.infra.sealing import keyring_of
from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity.contracts import (
    BROWSER,
    Arrival,
    BrowserSignedIn,
    Departure,
    ForeignPerson,
    Linked,
    Seen,
    SignedIn,
    Trip,
)
from shopwright.modules.identity.errors import (
    InvalidState,
    ProviderRefused,
)
from shopwright.modules.identity.models import ForeignSignInRow
from shopwright.modules.identity.ports import ForeignProvider
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.admitting import admit, with_cookie, with_tokens
from shopwright.modules.identity.service.factors import lock_account
from shopwright.modules.identity.service.identities import known, link_to_session, newcomer
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.tokens import new_secret

TRIP_LASTS = timedelta(minutes=10)
PLACE = "foreign_sign_ins.verifier"
Outcome = SignedIn | BrowserSignedIn | Linked


@dataclass(frozen=True, slots=True)
class Trail:
    """What was kept of a trip until it ended."""

    trip: Trip
    kind: str
    session_id: UUID | None
    takes_new: bool = True


async def depart(
    begin: Begin,
    provider: ForeignProvider,
    *,
    kind: str,
    redirect_uri: str,
    session_id: UUID | None = None,
) -> Departure:
    """Begin a trip to a provider; with a session, to link what comes back to its owner's account.

    Raises:
        ProviderUnreachable: where to send the browser can't be found out.
    """
    trip = Trip(new_secret(), new_secret(), secrets.token_urlsafe(48), redirect_uri)
    address, binding = await provider.address_of(trip), new_secret()
    state_hash = fingerprint(trip.state)
    async with begin() as work:
        verifier = keyring_of(work.db).seal(trip.verifier, place=PLACE, row=state_hash)
        await work.db.execute(
            insert(ForeignSignInRow).values(
                state_hash=state_hash,
                provider=provider.name,
                binding_hash=fingerprint(binding),
                nonce=trip.nonce,
                verifier=verifier,
                kind=kind,
                session_id=session_id,
                expires_at=work.now + TRIP_LASTS,
            )
        )
    return Departure(address, binding, int(TRIP_LASTS.total_seconds()))


async def arrive(
    begin: Begin,
    security: Security,
    provider: ForeignProvider,
    *,
    arrival: Arrival,
    redirect_uri: str,
    seen: Seen,
) -> Outcome:
    """End a trip: a session, or an identity linked. Three steps, the network between two Works.

    Raises:
        InvalidState: not begun here by who comes back, over, or too long ago.
        ProviderRefused: it said no, or what it says is not believed. ProviderUnreachable.
        NoNewAccounts: somebody new, where the shop takes nobody.
        EmailNotConfirmed: somebody new, for whose address the provider does not vouch.
        LinkFirst: an account has this address, and nobody showed there that he reads it.
        IdentityTaken: linked to another account, or the account has one of this provider.
        SecondFactorRequired, EmailNotVerified, AccountDisabled: as by password.
    """
    async with begin() as work:
        trail = await _end_trip(work, provider, arrival, redirect_uri)
        now = work.now
    if trail is None:
        raise InvalidState
    if arrival.code is None or (arrival.issuer and not _is_from(arrival.issuer, provider)):
        raise ProviderRefused
    person = await provider.identify(trail.trip, code=arrival.code, now=now)
    async with begin() as work:
        outcome = await _settle(work, security, provider, trail, person=person, seen=seen)
    if isinstance(outcome, ShopError):
        raise outcome
    return outcome


async def _end_trip(
    work: Work, provider: ForeignProvider, arrival: Arrival, redirect_uri: str
) -> Trail | None:
    """Use a trip up. Whoever shows its state without its binding ends it too: it is not secret any longer."""
    state_hash = fingerprint(arrival.state)
    ended = await work.db.execute(
        delete(ForeignSignInRow)
        .where(ForeignSignInRow.state_hash == state_hash)
        .returning(
            ForeignSignInRow.provider,
            ForeignSignInRow.binding_hash,
            ForeignSignInRow.nonce,
            ForeignSignInRow.verifier,
            ForeignSignInRow.kind,
            ForeignSignInRow.session_id,
            ForeignSignInRow.expires_at,
        )
    )
    row = ended.first()
    is_good = (
        row is not None
        and row.provider == provider.name
        and row.binding_hash == fingerprint(arrival.binding)
        and row.expires_at > work.now
    )
    if row is None or not is_good:
        return None
    verifier = keyring_of(work.db).unseal(row.verifier, place=PLACE, row=state_hash)
    trip = Trip(arrival.state, row.nonce, verifier, redirect_uri)
    return Trail(trip, row.kind, row.session_id, arrival.takes_new)


def _is_from(issuer: str, provider: ForeignProvider) -> bool:
    """Whether an answer that names its sender (RFC 9207) comes from where we sent the browser."""
    return issuer.rstrip("/") == provider.issuer.rstrip("/")


async def _settle(
    work: Work,
    security: Security,
    provider: ForeignProvider,
    trail: Trail,
    *,
    person: ForeignPerson,
    seen: Seen,
) -> Outcome | ShopError:
    if trail.session_id is not None:
        return await link_to_session(
            work, provider=provider.name, person=person, session_id=trail.session_id
        )
    user_id = await known(work, provider.name, person)
    if user_id is None:
        found = await newcomer(work, provider.name, person, takes_new=trail.takes_new)
        if isinstance(found, ShopError):
            return found
        user_id = found
    await lock_account(work, user_id)
    if trail.kind == BROWSER:
        return await admit(work, security, with_cookie, user_id=user_id, seen=seen)
    return await admit(work, security, with_tokens, user_id=user_id, seen=seen)
