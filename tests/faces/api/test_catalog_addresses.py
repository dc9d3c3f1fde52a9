"""The addresses of all that is shown, in parts."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.goods import make_category, make_product

pytestmark = pytest.mark.anyio
PARTS = "/api/v1/catalog/addresses"


async def test_drafts_and_what_was_removed_are_in_no_part(
    client: httpx2.AsyncClient, services: Services
) -> None:
    await make_category(services.works, "Kitchen")
    await make_product(services.works, "kettle")
    await make_product(services.works, "secret", status="draft")

    parts = (await client.get(PARTS)).json()["items"]
    found = {
        each["kind"]: (await client.get(f"{PARTS}/{each['kind']}/{each['number']}")).json()["items"]
        for each in parts
    }

    assert [each["slug"] for each in found["products"]] == ["kettle"]
    assert found["products"][0]["changed_at"].endswith("Z")
    assert found["categories"] == [{"slug": "kitchen", "changed_at": None}]


@pytest.mark.parametrize(
    ("part", "status"), [("products/2", 200), ("products/0", 422), ("users/1", 422)]
)
async def test_a_part_that_there_is_none_of_is_empty(
    client: httpx2.AsyncClient, part: str, status: int
) -> None:
    answer = await client.get(f"{PARTS}/{part}")

    assert answer.status_code == status
    assert answer.json().get("items", []) == []
