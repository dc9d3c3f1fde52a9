"""The document of the dialects: every line of the table, and nothing that an OpenAPI reader would stumble over."""

from collections import Counter

import httpx2
import pytest

from shopwright.faces.compat.table import TABLE

pytestmark = pytest.mark.anyio


async def test_the_document_tells_each_address_with_the_operation_it_stands_for(
    client: httpx2.AsyncClient,
) -> None:
    api = (await client.get("/openapi.json")).json()
    told = (await client.get("/docs/dialects.json")).json()

    operations = [each for verbs in told["paths"].values() for each in verbs.values()]
    assert {
        f"{verb.upper()} {path}" for path, verbs in told["paths"].items() for verb in verbs
    } == {alias.address for alias in TABLE}
    assert all(each["deprecated"] for each in operations)
    assert max(Counter(each["operationId"] for each in operations).values()) == 1
    order = told["paths"]["/api/orders/{order_id}/cancel"]["put"]
    canonical = api["paths"]["/api/v1/orders/{order_id}/cancel"]["post"]
    assert order["responses"] == canonical["responses"]
    assert order["description"].startswith("Stands for `POST /api/v1/orders/{order_id}/cancel`.")
    add = told["paths"]["/cart/add/{product_id}"]["post"]
    assert [each["name"] for each in add["parameters"] if each["in"] == "path"] == ["product_id"]


async def test_each_reference_in_the_document_leads_somewhere(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/docs/dialects.json")
    told = answer.json()

    references = {part.partition('"')[0] for part in answer.text.split('"$ref":"#')[1:]}

    assert len(references) > 10
    for reference in references:
        found = told
        for name in reference.strip("/").split("/"):
            found = found[name]
