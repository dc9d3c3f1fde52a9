"""Orders at the back office of a test shop: made, looked at by the API, and what a page must not let through."""

from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.kernel.ids import new
from shopwright.modules.orders.contracts import Order
from shopwright.wiring.gateways import bank_transfer_of
from tests.support.buying import stocked
from tests.support.desk import Clerk
from tests.support.parcels import bought
from tests.support.people import Person, make_person

PROBE = "<script>alert(1)</script>'\"&"


async def an_order(
    services: Services, pieces: int = 4, *, price: str = "10.00", user_id: UUID | None = None
) -> Order:
    """A paid order of so many pieces."""
    thing = await stocked(services.works, stock=pieces, price=price)
    return await bought(services, (thing, pieces), user_id=user_id)


async def asked(clerk: Clerk, path: str) -> Any:
    """What the API tells the clerk."""
    answer = await clerk.look(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def order_now(clerk: Clerk, order: Order) -> Any:
    return await asked(clerk, f"/api/v1/orders/{order.id}")


async def with_rights(clerk: Clerk, services: Services, *rights: str) -> Person:
    """Somebody of a role of its own, which has these rights alone."""
    name = f"role-{new().hex[-8:]}"
    token = (await asked(clerk, "/api/v1/auth/csrf"))["csrf_token"]
    made = await clerk.browser.post(
        "/api/v1/admin/roles",
        json={"name": name, "title": name, "rights": list(rights)},
        headers={"x-csrf-token": token},
    )
    assert made.status_code == 201, made.text
    return await make_person(services, name)


def take_transfers(services: Services) -> None:
    """The shop takes money by bank transfer, too."""
    account = {"bank_iban": "DE89370400440532013000", "bank_account_holder": "The Shop"}
    desk: Any = services.desk
    desk.gateways["bank_transfer"] = bank_transfer_of(services.settings.model_copy(update=account))
