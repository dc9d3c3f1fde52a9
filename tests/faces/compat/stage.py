"""A shop in which every promise can be tried: who calls, and the things that addresses and bodies name."""

import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx2

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from shopwright.flows.checkout.contracts import Placed
from shopwright.kernel.actors import system
from shopwright.modules.carts import queries as carts
from shopwright.modules.invoices import service as invoices
from tests.faces.compat.promises import Promise
from tests.support.buying import buy, filled_cart
from tests.support.goods import make_category, make_product, variant
from tests.support.people import Person, actor_of, make_admin, make_customer, make_vendor
from tests.support.pictures import picture

_NAME = re.compile(r"{(\w+)}")


@dataclass
class Stage:
    """``people`` by what they are to the things of the shop: its goods are the vendor's, its orders the customer's."""

    services: Services
    people: dict[str, Person]
    tea: UUID
    fixed: dict[str, str]
    numbers: Iterator[int] = field(default_factory=itertools.count)

    async def ask(
        self, client: httpx2.AsyncClient, promise: Promise, caller: str
    ) -> httpx2.Response:
        """Call an operation as it is promised, with things made for this call."""
        person = self.people.get(caller)
        if "logout" in promise.path and person is not None:
            person = await make_customer(self.services)  # whose session may end
        headers = dict(person.headers) if person else {}
        things = await self._cart(promise, caller, headers)
        path = promise.path
        if promise.id:
            things[promise.id] = things.get(promise.id) or await self._thing(promise.id)
            path = _NAME.sub(things[promise.id], path)
        sent = await self._sent(
            promise, things | {"email": (person or self.people["customer"]).email}
        )
        answer = await client.request(promise.method, path, headers=headers, **sent)
        client.cookies.clear()
        return answer

    async def _sent(self, promise: Promise, things: dict[str, str]) -> dict[str, Any]:
        if promise.ask == "picture":
            return {"files": {"file": ("mug.png", picture())}}
        for name in names_in(promise.ask):
            if name not in things:
                things[name] = await self._thing(name)
        body = filled(promise.ask, things)
        return {"data" if promise.form else "json": body}

    async def _thing(self, name: str) -> str:
        """What an address or a body names; all but what is fixed is made anew."""
        return self.fixed.get(name) or str(await _MADE[name](self))

    async def _cart(self, promise: Promise, caller: str, headers: dict[str, str]) -> dict[str, str]:
        """A cart of the caller's with two pieces in it, where the operation is about one; a guest gets its token."""
        is_about_one = "cart" in promise.path or "checkout" in promise.path or promise.ask == {}
        if not is_about_one:
            return {}
        person = self.people.get(caller)
        user_id = person.user_id if person else None
        cart_id = await filled_cart(self.services, (self.tea, 2), user_id=user_id)
        if person is None:
            headers[tokens.CART_HEADER] = tokens.sign(self.services, tokens.CART, cart_id)
        async with self.services.works.reading() as db:
            cart = await carts.by_id(db, cart_id)
        assert cart is not None
        return {"line": str(cart.lines[0].id)}


async def staged(services: Services) -> Stage:
    people = {
        "customer": await make_customer(services),
        "stranger": await make_customer(services),
        "vendor": await make_vendor(services),
        "rival": await make_vendor(services),
        "admin": await make_admin(services),
    }
    category = await make_category(services.works, "Kitchen")
    tea = await make_product(
        services.works, "tea", category=category, variants=(variant("tea-1", stock=100_000),)
    )
    fixed = {
        "category": str(category.id),
        "product": str(tea.id),
        "self": str(people["customer"].user_id),
        "no_token": "none.0.none",
    }
    return Stage(services, people, tea.variants[0].id, fixed)


async def _own_product(stage: Stage) -> UUID:
    actor = await actor_of(stage.services, stage.people["vendor"])
    handle = f"own-{next(stage.numbers)}"
    return (await make_product(stage.services.works, handle, actor=actor)).id


async def _new_product(stage: Stage) -> UUID:
    return (await make_product(stage.services.works, f"new-{next(stage.numbers)}")).id


async def _order(stage: Stage, token: str | None = "test_ok") -> UUID:
    return (await _bought(stage, token)).order.id


async def _unpaid_order(stage: Stage) -> UUID:
    return await _order(stage, None)


async def _invoiced_order(stage: Stage) -> UUID:
    order_id = await _order(stage)
    async with stage.services.works(system("test")) as work:
        await invoices.issue_now(work, stage.services.office.terms, order_id=order_id)
    return order_id


async def _payment(stage: Stage) -> UUID:
    payment = (await _bought(stage, "test_ok")).payment
    assert payment is not None
    return payment.id


async def _bought(stage: Stage, token: str | None) -> Placed:
    user_id = stage.people["customer"].user_id
    return await buy(stage.services, (stage.tea, 1), user_id=user_id, token=token)


async def _somebody(stage: Stage) -> UUID:
    return (await make_customer(stage.services)).user_id


async def _number(stage: Stage) -> int:
    return next(stage.numbers)


async def _new_email(stage: Stage) -> str:
    return f"new-{next(stage.numbers)}@example.com"


async def _new_name(stage: Stage) -> str:
    return f"robin{next(stage.numbers)}"


_MADE: dict[str, Callable[[Stage], Awaitable[object]]] = {
    "own_product": _own_product,
    "new_product": _new_product,
    "order": _order,
    "unpaid_order": _unpaid_order,
    "invoiced_order": _invoiced_order,
    "payment": _payment,
    "somebody": _somebody,
    "number": _number,
    "new_email": _new_email,
    "new_name": _new_name,
}


def names_in(value: Any) -> set[str]:
    """The things that a body names, however deep."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return set().union(*map(names_in, parts))
    return set(_NAME.findall(value)) if isinstance(value, str) else set()


def filled(value: Any, things: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, things) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, things) for each in value]
    return _NAME.sub(lambda name: things[name[1]], value) if isinstance(value, str) else value
