"""Who looks around in the storefront's tests."""

import httpx2
import pytest

from tests.support.people import Person
from tests.support.shoppers import Shopper


@pytest.fixture
async def guest(client: httpx2.AsyncClient) -> Shopper:
    return Shopper(client)


@pytest.fixture
async def shopper(client: httpx2.AsyncClient, customer: Person) -> Shopper:
    """A customer, signed in."""
    return await Shopper(client).sign_in(customer)
