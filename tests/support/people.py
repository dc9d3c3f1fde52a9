"""People of a test: accounts with a session, made through the services."""

from dataclasses import dataclass, field
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor, ActorKind, system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ADMIN, CUSTOMER, VENDOR, NewAccount, Seen

PASSWORD = "correct horse battery"
# Of PASSWORD, made once: hashing takes thirty milliseconds.
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$4AJGCL/pfO437TvErNYuhQ$Nv8o41"
    "xR+kXa2jB0QqKduVQ22xTg2j7GP/TuN2IZwZY"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in; ``headers`` go with a request that he makes."""

    user_id: UUID
    email: str
    token: str
    refresh_token: str
    session_id: UUID
    headers: dict[str, str] = field(repr=False)


async def make_person(services: Services, *roles: str, email: str = "") -> Person:
    """An account with these roles and one session; its password is ``PASSWORD``."""
    account = NewAccount(
        email=email or f"{'-'.join(roles) or 'nobody'}-{ids.new().hex[-12:]}@example.com",
        full_name="Robin Example",
        password_hash=PASSWORD_HASH,
        roles=frozenset(roles),
        is_verified=True,
    )
    async with services.works(system("test")) as work:
        user = await identity.add_user(work, account)
        grant = await identity.open_session(
            work, services.security, user_id=user.id, seen=Seen("192.0.2.1", "tests")
        )
    return Person(
        user_id=user.id,
        email=user.email,
        token=grant.access_token,
        refresh_token=grant.refresh_token,
        session_id=grant.session_id,
        headers={"authorization": f"Bearer {grant.access_token}"},
    )


async def make_customer(services: Services, email: str = "") -> Person:
    return await make_person(services, CUSTOMER, email=email)


async def make_vendor(services: Services, email: str = "") -> Person:
    return await make_person(services, VENDOR, email=email)


async def make_admin(services: Services, email: str = "") -> Person:
    return await make_person(services, ADMIN, email=email)


async def actor_of(services: Services, person: Person) -> Actor:
    """The person as a Work's actor, with the rights of his roles."""
    found = await services.security.recogniser.recognise(person.token)
    assert found.actor.kind is ActorKind.USER
    return found.actor
