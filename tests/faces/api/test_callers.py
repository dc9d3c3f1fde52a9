"""Who is counted: an account by all its tokens, a key by itself, and nobody by what he made up."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.api.callers import caller_of
from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import SELF, Seen
from tests.support.people import Person, actor_of
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


def asked(**headers: str) -> dict[str, Any]:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "headers": named}


async def test_all_tokens_of_an_account_are_the_account_before_any_of_them_was_seen(
    services: Services, customer: Person
) -> None:
    find, seen = caller_of(services), Seen("192.0.2.1", "tests")
    async with services.works(system("test")) as work:
        grants = [
            await identity.open_session(
                work, services.security, user_id=customer.user_id, seen=seen
            )
            for _ in range(3)
        ]

    with counted(services.works.engine) as sent:
        found = {find(asked(authorization=f"Bearer {grant.access_token}")) for grant in grants}

    assert found == {("account", str(customer.user_id))}
    assert sent == []


async def test_a_key_is_itself_once_it_was_seen_to_be_good(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    find = caller_of(services)
    async with services.works(await actor_of(services, customer)) as work:
        wish = identity.KeyWish("Robin's", frozenset({SELF}))
        made = await identity.make_key(work, wish=wish, known=services.rights)
    before = find(asked(x_api_key=made.secret))

    await client.get("/api/v1/auth/me", headers={"x-api-key": made.secret})

    assert before is None
    assert find(asked(x_api_key=made.secret)) == ("key", str(made.key.id))
    assert find(asked(authorization=f"Bearer {made.secret}")) == ("key", str(made.key.id))


async def test_what_is_made_up_is_nobodys(services: Services, customer: Person) -> None:
    find = caller_of(services)
    made_up = [
        asked(),
        asked(authorization="Bearer"),
        asked(authorization="Bearer one"),
        asked(authorization=f"Bearer {customer.token[:-4]}AAAA"),
        asked(authorization="Bearer sw_abcdefgh_" + "a" * 43),
        asked(x_api_key="sw_abcdefgh_" + "a" * 43),
        asked(x_api_key=customer.token),
        asked(cookie="shopwright_session=abc"),
    ]

    assert [find(scope) for scope in made_up] == [None] * len(made_up)
