"""Rows are locked in one order on every way, so that no two ways wait for each other: counts, the account, the rest."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event

from shopwright.faces.services import Services
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Confirmed, Proof, Purpose, Seen, User
from shopwright.modules.identity.service.asking import ask_to_reset
from shopwright.modules.identity.service.proofs import NewProof, open_proof
from tests.support.people import PASSWORD, PASSWORD_HASH, Person

# SQLite has one writer, and nothing to lock.
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
SEEN = Seen("192.0.2.9", "tests")
ORDER = ("sign_in_attempts", "users")
_LOCKED = re.compile(
    r"^(?:UPDATE|DELETE FROM) (?P<changed>\w+)|\bFROM (?P<kept>\w+).* FOR UPDATE", re.DOTALL
)


async def _user(services: Services, person: Person) -> User:
    async with services.works.reading() as db:
        user = await queries.by_id(db, person.user_id)
    assert user is not None
    return user


async def _mailed(services: Services, user: User, purpose: Purpose, email: str) -> Proof:
    async with services.works(system("test")) as work:
        wanted = NewProof(user_id=user.id, purpose=purpose, email=email)
        return await open_proof(work, services.security.links, wanted)


async def sign_in(services: Services, person: Person) -> None:
    await identity.sign_in(
        lambda: services.works(GUEST),
        services.security,
        identifier=person.email,
        password=PASSWORD,
        seen=SEEN,
    )


async def ask(services: Services, person: Person) -> None:
    user = await _user(services, person)
    async with services.works(system("test")) as work:
        await ask_to_reset(work, services.security.links, user=user)


async def reset(services: Services, person: Person) -> None:
    links, user = services.security.links, await _user(services, person)
    proof = await _mailed(services, user, Purpose.RESET_PASSWORD, user.email)
    async with services.works.reading() as db:
        token, now = links.token_of(proof), services.works.now()
        claim = await identity.claim_by_link(db, links, token=token, now=now)
    async with services.works(GUEST) as work:
        await identity.finish_reset(work, claim=claim, password_hash=PASSWORD_HASH)


async def set_password(services: Services, person: Person) -> None:
    confirmed = Confirmed(await _user(services, person), PASSWORD_HASH)
    async with services.works(GUEST) as work:
        await identity.set_password(
            work, confirmed=confirmed, password_hash="another", session_id=None
        )


async def verify(services: Services, person: Person) -> None:
    links, user = services.security.links, await _user(services, person)
    proof = await _mailed(services, user, Purpose.VERIFY_EMAIL, user.email)
    async with services.works(GUEST) as work:
        await identity.verify_email(work, links, token=links.token_of(proof))


async def confirm(services: Services, person: Person) -> None:
    links, user = services.security.links, await _user(services, person)
    proof = await _mailed(services, user, Purpose.CHANGE_EMAIL, "robin.new@example.com")
    async with services.works(GUEST) as work:
        await identity.confirm_email(work, links, token=links.token_of(proof))


async def undo(services: Services, person: Person) -> None:
    links, user = services.security.links, await _user(services, person)
    proof = await _mailed(services, user, Purpose.UNDO_EMAIL, "robin.old@example.com")
    async with services.works(GUEST) as work:
        await identity.undo_email(work, links, token=links.token_of(proof))


@pytest.mark.parametrize("way", [sign_in, ask, reset, set_password, verify, confirm, undo])
async def test_counts_come_before_the_account_and_the_account_before_the_rest(
    services: Services, customer: Person, way: Callable[[Services, Person], Awaitable[None]]
) -> None:
    transactions: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if found := _LOCKED.search(statement):
            transactions[-1].append(found["changed"] or found["kept"])

    engine = services.works.engine.sync_engine
    event.listen(engine, "begin", lambda _: transactions.append([]))
    event.listen(engine, "before_cursor_execute", note)
    await way(services, customer)

    assert any(transactions)
    for locked in transactions:
        places = [ORDER.index(name) if name in ORDER else len(ORDER) for name in locked]
        firsts = [place for n, place in enumerate(places) if place not in places[:n]]
        assert firsts == sorted(firsts), locked
