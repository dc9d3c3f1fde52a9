"""Each promised operation answers as it is promised, to whoever calls it."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.faces.compat.promises import (
    ADMIN,
    ANYBODY,
    BUYER,
    CART,
    LISTS,
    OWN_GOODS,
    OWNER,
    PROMISES,
    SECRETS,
    SELF,
    SELLER,
    USER,
)
from tests.faces.compat.stage import staged

pytestmark = pytest.mark.anyio
OK = 0
# Who is asked for, and what he gets where it is not what is promised. A vendor's change of what is shown waits: 202.
ANSWERS: dict[str, dict[str, int]] = {
    ANYBODY: {"nobody": OK, "customer": OK, "vendor": OK, "admin": OK},
    USER: {"nobody": 401, "customer": OK, "vendor": OK, "admin": OK},
    CART: {"nobody": OK, "customer": OK, "admin": OK},
    ADMIN: {"nobody": 401, "customer": 403, "vendor": 403, "admin": OK},
    SELLER: {"nobody": 401, "customer": 403, "vendor": OK, "admin": OK},
    OWN_GOODS: {"nobody": 401, "customer": 403, "rival": 404, "vendor": OK, "admin": OK},
    SELF: {"nobody": 401, "stranger": 404, "vendor": 404, "customer": OK, "admin": OK},
    OWNER: {"nobody": 404, "stranger": 404, "vendor": 404, "customer": OK, "admin": OK},
    BUYER: {"nobody": 404, "stranger": 404, "vendor": 404, "customer": OK},
    LISTS: {"nobody": 401, "customer": OK, "vendor": OK, "admin": OK},
    **{secret: {"nobody": OK, "customer": OK, "admin": OK} for secret in SECRETS},
}


@pytest.mark.parametrize("dialect", ["render", "layered", "classic", "async", "complete"])
async def test_each_operation_answers_each_caller_as_promised(
    client: httpx2.AsyncClient, services: Services, dialect: str
) -> None:
    stage = await staged(services)
    wrong = []

    for promise in PROMISES:
        if promise.dialect != dialect:
            continue
        for caller, refused in ANSWERS[promise.access].items():
            answer = await stage.ask(client, promise, caller)
            wanted = {refused or promise.status}
            if promise.access == OWN_GOODS and caller == "vendor":
                wanted |= {202} if promise.method == "PUT" else set()
            if answer.status_code not in wanted:
                wrong.append(f"{promise} by {caller}: {answer.status_code} {answer.text[:200]}")

    assert "\n".join(wrong) == ""
