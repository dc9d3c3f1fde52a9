"""Asking providers: outside any transaction, and never longer than a caller can wait."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Protocol, TypeVar

from shopwright.kernel.money import Money
from shopwright.modules.payments import rules
from shopwright.modules.payments.contracts import Occasion, ProviderMethod
from shopwright.modules.payments.errors import GatewayUnreachable, UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway

Answer = TypeVar("Answer")
Gateways = Mapping[str, PaymentGateway]
"""Payment providers by name, as wiring hands them in."""


class SecondStepPage(Protocol):
    """The page of a provider of ours on which a customer takes a second step, or pays by one of its cards."""

    @property
    def cards(self) -> Mapping[str, str]: ...

    async def intent_amount(self, reference: str) -> Money | None: ...

    async def answer_challenge(self, reference: str, *, approved: bool) -> bool: ...

    async def pay_with(self, reference: str, card: str) -> bool: ...


def gateway_of(gateways: Gateways, provider: str) -> PaymentGateway:
    """A provider by name.

    Raises:
        UnknownProvider: names those that the shop takes.
    """
    gateway = gateways.get(provider)
    if gateway is None:
        raise UnknownProvider(providers=sorted(gateways))
    return gateway


def is_offered(method: ProviderMethod, occasion: Occasion) -> bool:
    """Whether a way to pay is for this currency, country and amount."""
    return rules.is_offered(method, occasion)


async def in_time(seconds: float, question: Awaitable[Answer]) -> Answer:
    """A provider's answer.

    Raises:
        GatewayUnreachable: it took longer; what is true has to be asked later.
    """
    try:
        async with asyncio.timeout(seconds):
            return await question
    except TimeoutError:
        raise GatewayUnreachable from None
