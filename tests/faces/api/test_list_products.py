import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import RecordStatus
from shopwright.infra.work import Works
from tests.support.goods import make_category, make_product, variant
from tests.support.people import Person, actor_of, make_vendor
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
PRODUCTS = "/api/v1/products"


async def _slugs(client: httpx2.AsyncClient, query: str = "", path: str = PRODUCTS) -> list[str]:
    answer = await client.get(f"{path}?sort=title&{query}")
    assert answer.status_code == 200, answer.text
    return [item["slug"] for item in answer.json()["items"]]


@pytest.fixture
async def goods(works: Works) -> None:
    kitchen = await make_category(works, "Kitchen")
    pots = await make_category(works, "Pots", kitchen)
    await make_product(works, "pot", category=pots, tags=("iron",), brand="Hearth")
    await make_product(works, "mug", category=kitchen, variants=(variant("mug", price="4.00"),))
    await make_product(works, "lamp", variants=(variant("lamp", price="99.00", stock=0),))


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["lamp", "mug", "pot"]),
        ("category=kitchen", ["mug", "pot"]),
        ("category=Pots", ["pot"]),
        ("category=nowhere", []),
        ("min_price=5&max_price=50.00", ["pot"]),
        ("in_stock=false", ["lamp"]),
        ("tag=Iron", ["pot"]),
        ("brand=hearth", ["pot"]),
        ("q=lamps", ["lamp"]),
        ("currency=USD", []),
        ("page=2&size=2", ["pot"]),
        ("skip=1&limit=1", ["mug"]),
    ],
)
async def test_a_list_answers_what_is_asked(
    client: httpx2.AsyncClient, query: str, expected: list[str]
) -> None:
    assert await _slugs(client, query) == expected
    assert await _slugs(client, query, f"{PRODUCTS}/search") == expected


@pytest.mark.usefixtures("goods")
async def test_pages_lead_on_to_the_next(client: httpx2.AsyncClient) -> None:
    first = (await client.get(f"{PRODUCTS}?limit=2&sort=title")).json()
    cursor = first["page"]["next_cursor"]
    second = (await client.get(f"{PRODUCTS}?limit=2&sort=title&cursor={cursor}")).json()

    assert [item["slug"] for item in first["items"] + second["items"]] == ["lamp", "mug", "pot"]
    assert (first["page"]["has_more"], second["page"]["has_more"]) == (True, False)
    assert second["page"]["next_cursor"] is None


@pytest.mark.usefixtures("goods")
async def test_a_total_comes_on_request(client: httpx2.AsyncClient) -> None:
    page = (await client.get(f"{PRODUCTS}?limit=1&total=true")).json()["page"]

    assert page["total"] == 3


@pytest.mark.usefixtures("goods")
async def test_a_list_links_to_its_next_page(client: httpx2.AsyncClient) -> None:
    answer = await client.get(f"{PRODUCTS}?limit=2")

    assert 'rel="next"' in answer.headers["link"]


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("path", [PRODUCTS, f"{PRODUCTS}/mug", "/api/v1/categories"])
async def test_who_has_an_answer_already_is_told_so(client: httpx2.AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})

    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.usefixtures("goods")
async def test_an_answer_to_one_is_kept_by_nobody_else(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    answer = await client.get(PRODUCTS, headers=customer.headers)

    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "cursor=nonsense",
        "sort=chance",
        "min_price=-1",
        "min_price=1.001",
        "max_price=1e30",
        "in_stock=maybe",
        "currency=euro",
        "currency=QQQ&min_price=1",
        "q=%00",
        "tag=%00",
        "page=0",
        "page=1&cursor=x",
        "q=" + "x" * 201,
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    client: httpx2.AsyncClient, query: str
) -> None:
    answer = await client.get(f"{PRODUCTS}?{query}")

    assert answer.status_code == 422, answer.text


async def test_drafts_are_shown_to_staff_and_to_their_own_vendor_alone(
    client: httpx2.AsyncClient,
    admin: Person,
    vendor: Person,
    customer: Person,
    works: Works,
    services: Services,
) -> None:
    own = await actor_of(services, vendor)
    await make_product(works, "plan", status=RecordStatus.DRAFT, actor=own)
    await make_product(works, "idea", status=RecordStatus.DRAFT)

    async def drafts(headers: dict[str, str]) -> tuple[int, list[str]]:
        answer = await client.get(f"{PRODUCTS}?status=draft&sort=title", headers=headers)
        return answer.status_code, [item["slug"] for item in answer.json().get("items", [])]

    assert await drafts(admin.headers) == (200, ["idea", "plan"])
    assert await drafts(vendor.headers) == (200, ["plan"])
    assert await drafts(customer.headers) == (403, [])
    assert await drafts({}) == (401, [])
    seen = [
        (await client.get(f"{PRODUCTS}/{slug}", headers=vendor.headers)).status_code
        for slug in ("plan", "idea")
    ]
    assert seen == [200, 404]


async def test_the_products_of_one_vendor_are_listed_drafts_for_himself_and_staff(
    client: httpx2.AsyncClient, admin: Person, vendor: Person, works: Works, services: Services
) -> None:
    rival = await make_vendor(services)
    for each, name in ((vendor, "tea"), (rival, "rum")):
        own = await actor_of(services, each)
        await make_product(works, name, actor=own)
        await make_product(works, f"{name}-plan", actor=own, status=RecordStatus.DRAFT)

    async def listed(of: Person, status: str, by: Person) -> tuple[int, list[str]]:
        query = {"vendor": str(of.user_id), "status": status, "sort": "title"}
        answer = await client.get(PRODUCTS, params=query, headers=by.headers)
        return answer.status_code, [each["slug"] for each in answer.json().get("items", [])]

    assert await _slugs(client, f"vendor={vendor.user_id}") == ["tea"]
    assert await listed(vendor, "draft", vendor) == (200, ["tea-plan"])
    assert await listed(rival, "draft", vendor) == (403, [])
    assert await listed(rival, "draft", admin) == (200, ["rum-plan"])


async def test_a_page_of_twenty_costs_one_statement_and_a_detail_one(
    client: httpx2.AsyncClient, works: Works
) -> None:
    for number in range(21):
        await make_product(works, f"mug-{number}", tags=("a", "b"))

    with counted(works.engine) as page:
        answer = await client.get(PRODUCTS)
    with counted(works.engine) as detail:
        await client.get(f"{PRODUCTS}/mug-1")

    assert len(answer.json()["items"]) == 20
    assert (len(page), len(detail)) == (1, 1)


@pytest.mark.parametrize("named", ["nothing", "0199a000-0000-7000-8000-000000000000", "x" * 300])
async def test_what_is_not_there_is_not_found(client: httpx2.AsyncClient, named: str) -> None:
    answer = await client.get(f"{PRODUCTS}/{named}")

    assert answer.status_code in (404, 422)


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("path", "query", "faults"),
    [
        (PRODUCTS, "categroy=kitchen&limit=5", {"/categroy": "is no parameter of this address"}),
        (PRODUCTS, "tag=iron&tag=tea", {"/tag": "is given more than once"}),
        (f"{PRODUCTS}/pot", "curency=USD", {"/curency": "is no parameter of this address"}),
        ("/api/v1/categories", "a/b=1&c~d", {"/a~1b": "is no parameter", "/c~0d": "it takes none"}),
    ],
)
async def test_a_parameter_that_is_not_there_is_refused_by_name_and_shows_nothing(
    client: httpx2.AsyncClient, path: str, query: str, faults: dict[str, str]
) -> None:
    answer = await client.get(f"{path}?{query}")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "unknown_parameter")
    assert "items" not in problem
    told = {fault["pointer"]: fault for fault in problem["errors"]}
    assert set(told) == set(faults)
    assert all(faults[name] in told[name]["message"] for name in faults)
    assert {fault["in"] for fault in told.values()} == {"query"}
