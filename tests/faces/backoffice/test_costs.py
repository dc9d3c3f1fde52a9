"""What pages ask of the database: as much for many rows as for few."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.approving import offered
from tests.support.desk import Clerk
from tests.support.goods import make_product, variant
from tests.support.people import Person
from tests.support.reviewing import make_review
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def statements_of(clerk: Clerk, services: Services, page: str) -> int:
    """How many a page takes that was looked at before."""
    await clerk.look(page)
    with counted(services.works.engine) as sent:
        answer = await clerk.look(page)
    assert answer.status_code == 200
    return len(sent)


async def test_a_table_of_many_variants_costs_no_more_than_one_of_few(
    clerk: Clerk, services: Services
) -> None:
    costs = []
    for handle, count in (("few", 2), ("many", 12)):
        goods = tuple(variant(f"{handle}-{at}", str(at), stock=at) for at in range(count))
        made = await make_product(services.works, handle, options=("Size",), variants=goods)
        page = f"/admin/products/{made.id}/variants"
        costs.append(await statements_of(clerk, services, page))
        assert f'value="{count - 1}"' in (await clerk.look(page)).text

    assert costs[0] == costs[1]


async def test_queues_cost_no_more_with_many_products_than_with_one(
    clerk: Clerk,
    client: httpx2.AsyncClient,
    services: Services,
    customer: Person,
    vendor: Person,
) -> None:
    pages, costs = ("/admin/reviews", "/admin/approvals"), []
    for handles in (("a",), ("b", "c", "d")):
        for handle in handles:
            made = await make_product(services.works, handle, title=f"Pot {handle}")
            await make_review(services, customer, made.id)
            await offered(client, vendor, title=f"Pan {handle}", sku=f"PAN-{handle}")
        costs.append([await statements_of(clerk, services, page) for page in pages])

    shown = [(await clerk.look(page)).text for page in pages]
    assert costs[0] == costs[1]
    assert [f"{name} c</a>" in text for name, text in zip(("Pot", "Pan"), shown, strict=True)] == [
        *(True, True)
    ]
