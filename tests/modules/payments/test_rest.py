"""A provider that is slow or down: how long is waited, how many wait, and when nobody asks any more."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from shopwright.modules.payments.adapters.rest import Breaker, Rest
from shopwright.modules.payments.errors import GatewayUnreachable
from tests.support.faults import Asked, Fault, listening

pytestmark = pytest.mark.anyio


@dataclass
class Provider:
    body: bytes = b'{"ok": true}'
    status: int = 200
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, _: Asked) -> tuple[int, bytes]:
        return self.status, self.body


@dataclass
class Time:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def base(provider: Provider) -> Iterator[str]:
    with listening(provider) as address:
        yield address


@pytest.mark.parametrize("kind", ["500", "429", "html", "lost"])
async def test_what_is_no_answer_is_said_to_be_none(
    provider: Provider, base: str, kind: str
) -> None:
    rest = Rest(base)
    provider.faults = [Fault(kind)]

    with pytest.raises(GatewayUnreachable):
        await rest.ask("GET", "/")

    assert (await rest.ask("GET", "/")).body == {"ok": True}
    await rest.close()


@pytest.mark.parametrize("body", [b"[]", b"7", b"{", b'{"a": "' + b"x" * 5_000_000 + b'"}'])
async def test_what_is_no_object_or_endless_is_none_either(
    provider: Provider, base: str, body: bytes
) -> None:
    rest = Rest(base)
    provider.body = body

    with pytest.raises(GatewayUnreachable):
        await rest.ask("GET", "/")

    await rest.close()


async def test_a_redirect_is_followed_by_nobody(provider: Provider, base: str) -> None:
    rest = Rest(base)
    provider.status = 302

    told = await rest.ask("GET", "/")

    assert (told.status, told.is_success, len(provider.asked)) == (302, False, 1)
    await rest.close()


async def test_a_provider_that_hangs_holds_so_many_and_refuses_the_rest_at_once(
    provider: Provider, base: str
) -> None:
    rest = Rest(base, seconds=0.3, most_at_once=3)
    provider.faults = [Fault("hang", times=3)]

    outcomes = await asyncio.gather(
        *(rest.ask("GET", "/") for _ in range(5)), return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [GatewayUnreachable] * 5
    assert provider.faults[0].times == 0
    assert provider.asked == []
    await rest.close()


async def test_a_provider_that_is_down_is_asked_once_in_a_while(
    provider: Provider, base: str
) -> None:
    time = Time()
    rest = Rest(base, breaker=Breaker(limit=3, pause=15, now=time))
    provider.faults = [Fault("500", times=4)]

    async def reached() -> bool:
        before = provider.faults[0].times
        try:
            await rest.ask("GET", "/")
        except GatewayUnreachable:
            return provider.faults[0].times < before
        return True

    assert [await reached() for _ in range(5)] == [True, True, True, False, False]
    time.seconds = 15
    assert [await reached() for _ in range(2)] == [True, False]
    time.seconds = 30
    assert [await reached() for _ in range(3)] == [True, True, True]
    await rest.close()


async def test_a_caller_who_gives_up_counts_as_no_answer(provider: Provider, base: str) -> None:
    breaker = Breaker(limit=1, pause=15, now=Time())
    rest = Rest(base, breaker=breaker)
    provider.faults = [Fault("hang")]

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await rest.ask("GET", "/")

    assert not breaker.lets_through()
    await rest.close()
