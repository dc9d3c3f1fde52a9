"""Asking providers: outside any transaction, and never longer than a caller can wait."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import TypeVar

from shopwright.modules.payments.errors import GatewayUnreachable, UnknownProvider
from shopwright.modules.payments.ports import PaymentGateway

Answer = TypeVar("Answer")


def gateway_of(gateways: Mapping[str, PaymentGateway], provider: str) -> PaymentGateway:
    """A provider by name.

    Raises:
        UnknownProvider: names those that the shop takes.
    """
    gateway = gateways.get(provider)
    if gateway is None:
        raise UnknownProvider(providers=sorted(gateways))
    return gateway


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
