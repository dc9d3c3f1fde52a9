"""The contract, by force: whatever the document allows or forbids is asked by everybody, and answered as it says."""

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shopwright.infra.settings import Settings
from shopwright.wiring import close_services, open_services
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.serving import served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLERS = ("anonymous", "customer", "vendor", "admin")
EXAMPLES = {"sqlite": 6, "postgres": 1}
# Asked last: after them a caller is nobody.
_ENDING = ("logout", "/users/me", "/admin/users")


def furnished(settings: Settings) -> SmallShop:
    """Fill the shop from a loop of its own, as another process would."""

    async def fill() -> SmallShop:
        services = open_services(settings)
        try:
            return await furnish(services)
        finally:
            await close_services(services)

    return asyncio.run(fill())


@pytest.mark.parametrize("caller", CALLERS)
def test_every_answer_is_one_that_the_document_tells_of(
    anyio_backend: str, settings: Settings, caller: str
) -> None:
    shop = furnished(settings)
    examples = EXAMPLES["sqlite" if settings.database_url.startswith("sqlite") else "postgres"]
    person = shop.people.get(caller)
    headers = person.headers if person is not None else {}

    with served(settings) as address:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        operations = [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # ours are sound
        operations.sort(key=lambda each: any(part in each.path for part in _ENDING))
        for operation in operations:
            probe(operation, shop, headers, examples)

    assert len(operations) > 70


def probe(operation: Any, shop: SmallShop, headers: dict[str, str], examples: int) -> None:
    """Ask one operation with what the document allows and with what it forbids; half of the ids are real."""
    cases = st.one_of(
        [
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        ]
    )

    @effort(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, is_real=st.booleans())
    def ask(case: Any, is_real: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        if is_real and case.path_parameters:
            for name in case.path_parameters:
                case.path_parameters[name] = shop.ids.get(name, case.path_parameters[name])
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()
