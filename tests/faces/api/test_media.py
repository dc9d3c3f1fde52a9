"""Pictures over HTTP: what goes in, what is shown, what is refused."""

import asyncio
import dataclasses
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.main import create_app
from shopwright.modules.media.errors import ScannerAway
from tests.support.people import Person, make_vendor
from tests.support.pictures import animated_webp, picture, png_that_claims

pytestmark = pytest.mark.anyio
MEDIA = "/api/v1/admin/media"
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


async def upload(
    client: httpx2.AsyncClient,
    who: Person,
    content: bytes = b"",
    name: str = "mug.png",
    key: str | None = None,
    **fields: str,
) -> httpx2.Response:
    headers = who.headers | ({"idempotency-key": key} if key else {})
    return await client.post(
        MEDIA, files={"file": (name, content or picture())}, data=fields, headers=headers
    )


async def product(client: httpx2.AsyncClient, who: Person, **more: Any) -> dict[str, Any]:
    made = await client.post(
        "/api/v1/products", json={"title": "Mug", "price": "9.00", **more}, headers=who.headers
    )
    assert made.status_code == 201, made.text
    return dict(made.json())


def files_in(services: Services) -> list[Path]:
    return sorted(
        path for path in Path(services.settings.media_folder).rglob("*") if path.is_file()
    )


async def test_a_picture_on_a_product_is_its_cover_and_comes_in_sizes(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    mug = await product(client, admin)

    first = await upload(
        client, admin, picture("JPEG", (1800, 900)), "a.jpg", alt="Red", product_id=mug["id"]
    )
    second = await upload(client, admin, picture("PNG", (30, 40)), product_id=mug["id"])
    page = (await client.get(f"/api/v1/products/{mug['slug']}")).json()
    card = (await client.get("/api/v1/products")).json()["items"][0]
    served = await client.get(page["images"][0]["renditions"]["card"]["url"])

    assert (first.status_code, second.status_code) == (201, 201)
    assert [(image["url"], image["alt"]) for image in page["images"]] == [
        (first.json()["url"], "Red"),
        (second.json()["url"], ""),
    ]
    cover = page["images"][0]
    assert (cover["width"], cover["height"]) == (1600, 800)
    assert {
        name: (each["width"], each["height"]) for name, each in cover["renditions"].items()
    } == {
        "thumbnail": (200, 100),
        "card": (600, 300),
        "zoom": (1600, 800),
    }
    assert card["image"] == cover
    assert (served.status_code, served.headers["content-type"]) == (200, "image/webp")
    assert served.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_pictures_are_put_into_another_order_with_the_product(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    mug = await product(client, admin)
    urls = [
        (await upload(client, admin, picture(size=(at, 9)), product_id=mug["id"])).json()["url"]
        for at in (10, 20, 30)
    ]

    changed = await client.patch(
        f"/api/v1/products/{mug['id']}",
        json={"images": [urls[2], {"url": urls[0], "alt": "Side"}]},
        headers=admin.headers,
    )

    assert [(each["url"], each["alt"], each["width"]) for each in changed.json()["images"]] == [
        (urls[2], "", 30),
        (urls[0], "Side", 10),
    ]


async def test_a_variant_gets_its_own(client: httpx2.AsyncClient, admin: Person) -> None:
    mug = await product(client, admin)

    made = await upload(client, admin, variant_id=mug["variants"][0]["id"])
    page = (await client.get(f"/api/v1/products/{mug['slug']}")).json()

    assert made.status_code == 201
    assert page["variants"][0]["image_url"] == made.json()["url"]
    assert page["variants"][0]["price"] == "9.00"


async def test_a_category_shows_its_pictures_in_order(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await client.post("/api/v1/categories", json={"name": "Mugs"}, headers=admin.headers)
    category_id = made.json()["id"]
    path = f"/api/v1/categories/{category_id}/media"
    ids = [
        (await upload(client, admin, picture(size=(at, 9)), category_id=category_id)).json()["id"]
        for at in (10, 20, 30)
    ]

    before = (await client.get(path)).json()["items"]
    turned = await client.put(path, json={"picture_ids": ids[:0:-1]}, headers=admin.headers)
    unknown = await client.put(path, json={"picture_ids": [category_id]}, headers=admin.headers)
    after = (await client.get(path)).json()["items"]

    assert [each["id"] for each in before] == ids
    assert (turned.status_code, unknown.status_code) == (200, 404)
    assert [each["id"] for each in after] == [ids[2], ids[1]]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", png_that_claims(50_000, 50_000), "picture_too_large"),
        ("a.webp", animated_webp(), "animated_picture"),
        ("a.jpg", picture("JPEG", (900, 900))[:500], "damaged_picture"),
        ("a.png", b"<html><script>alert(1)</script></html>", "unsupported_picture"),
        ("a.jpg", b"GIF89a" + bytes(50), "unsupported_picture"),
        ("a.png", b"%PDF-1.7 ", "unsupported_picture"),
        ("a.png", b"II*\0" + bytes(50), "unsupported_picture"),
        ("a.png", b"\0", "unsupported_picture"),
        ("a.png", picture("JPEG"), "wrong_file_ending"),
        ("a.svg", b"<svg/>", "bad_file_name"),
        ("a.gif", picture(), "bad_file_name"),
        ("a.php", picture(), "bad_file_name"),
        ("a.php.png", picture(), "bad_file_name"),
        ("a.PHTML.jpg", picture("JPEG"), "bad_file_name"),
        ("../../a.png", picture(), "bad_file_name"),
        ("..\\a.png", picture(), "bad_file_name"),
        ("/etc/a.png", picture(), "bad_file_name"),
        (".htaccess", picture(), "bad_file_name"),
        ("a" * 300 + ".png", picture(), "bad_file_name"),
    ],
)
async def test_hostile_files_are_refused_and_nothing_is_kept(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    *,
    name: str,
    content: bytes,
    code: str,
) -> None:
    answer = await upload(client, admin, content, name)
    listed = (await client.get(MEDIA, headers=admin.headers)).json()["items"]

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (listed, files_in(services)) == ([], [])


async def test_an_upload_for_what_is_not_there_keeps_nothing(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    absent = "0197a1b2-0000-7000-8000-000000000001"

    answers = [
        await upload(client, admin, picture(), "mug.png", None, **{name: absent})
        for name in ("product_id", "variant_id", "category_id")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await client.get(MEDIA, headers=admin.headers)).json()["items"] == []
    assert files_in(services) == []


async def test_vendors_hang_pictures_on_their_own_products_only(
    client: httpx2.AsyncClient, services: Services, admin: Person, vendor: Person
) -> None:
    other = await make_vendor(services)
    shops, own = await product(client, admin), await product(client, vendor)

    refused = [
        await upload(client, vendor, product_id=shops["id"]),
        await upload(client, vendor, variant_id=shops["variants"][0]["id"]),
        await upload(client, other, product_id=own["id"]),
    ]
    into_category = await upload(client, vendor, category_id=shops["id"])
    taken = await upload(client, vendor, product_id=own["id"])
    path = f"{MEDIA}/{taken.json()['id']}"
    looks = [
        (await client.get(path, headers=who.headers)).status_code for who in (vendor, admin, other)
    ]
    deletion = await client.delete(path, headers=other.headers)
    listed = (await client.get(MEDIA, headers=other.headers)).json()["items"]

    assert [answer.status_code for answer in refused] == [404, 404, 404]
    assert (into_category.status_code, taken.status_code) == (403, 201)
    assert taken.json()["vendor_id"] == str(vendor.user_id)
    assert (looks, deletion.status_code, listed) == ([200, 200, 404], 404, [])


async def test_customers_and_guests_upload_nothing(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    as_customer = await upload(client, customer)
    as_guest = await client.post(MEDIA, files={"file": ("a.png", picture())})

    assert (as_customer.status_code, as_guest.status_code) == (403, 401)
    assert files_in(services) == []


async def test_the_same_file_is_the_same_picture_and_hangs_once(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    mug = await product(client, admin)

    first = await upload(client, admin, product_id=mug["id"])
    again = await upload(client, admin, product_id=mug["id"])
    page = (await client.get(f"/api/v1/products/{mug['slug']}")).json()

    assert again.json()["id"] == first.json()["id"]
    assert len(page["images"]) == 1
    assert len(files_in(services)) == 3


async def test_one_key_is_one_upload(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    answers = await asyncio.gather(*(upload(client, admin, key="key-0001") for _ in range(4)))
    other = await upload(client, admin, picture(size=(9, 9)), key="key-0001")

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(files_in(services)) == 3


async def test_a_picture_that_is_shown_stays_and_one_that_is_not_goes_with_its_files(
    client: httpx2.AsyncClient, services: Services, admin: Person, worker: Worker
) -> None:
    mug = await product(client, admin)
    made = (await upload(client, admin, product_id=mug["id"])).json()
    path = f"{MEDIA}/{made['id']}"

    refused = await client.delete(path, headers=admin.headers)
    _ = await client.patch(
        f"/api/v1/products/{mug['id']}", json={"images": []}, headers=admin.headers
    )
    gone = await client.delete(path, headers=admin.headers)
    still_there = len(files_in(services))
    _ = await worker.run_until_idle()

    assert (refused.status_code, refused.json()["code"]) == (409, "picture_in_use")
    assert (gone.status_code, still_there, files_in(services)) == (204, 3, [])
    assert (await client.get(path, headers=admin.headers)).status_code == 404


async def test_a_picture_is_described(client: httpx2.AsyncClient, admin: Person) -> None:
    made = (await upload(client, admin, alt="Mug")).json()

    changed = await client.patch(
        f"{MEDIA}/{made['id']}", json={"alt": "Red mug"}, headers=admin.headers
    )

    assert (made["alt"], changed.json()["alt"]) == ("Mug", "Red mug")


async def test_a_form_of_many_parts_or_none_is_refused(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    two = await client.post(
        MEDIA,
        files=[("file", ("a.png", picture())), ("file", ("b.png", picture()))],
        headers=admin.headers,
    )
    many = await client.post(
        MEDIA,
        files={"file": ("a.png", picture())},
        data={f"f{at}": "x" for at in range(2000)},
        headers=admin.headers,
    )
    none = await client.post(MEDIA, files={"other": ("a.png", picture())}, headers=admin.headers)
    unknown = await upload(client, admin, color="red")
    huge = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
        + b"a" * 500_000
        + b'.png"\r\n\r\n\r\n--b--\r\n'
    )
    header = await client.post(
        MEDIA,
        content=huge,
        headers=admin.headers | {"content-type": "multipart/form-data; boundary=b"},
    )
    broken = await client.post(
        MEDIA,
        content=b"--b\r\nnonsense",
        headers=admin.headers | {"content-type": "multipart/form-data; boundary=b"},
    )

    statuses = [answer.status_code for answer in (two, many, none, unknown, header, broken)]
    assert statuses[:4] == [400, 400, 400, 422]
    assert set(statuses[4:]) <= {400, 422}
    assert files_in(services) == []


async def test_only_uploads_may_be_large(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    limit = services.settings.max_upload_bytes

    above = await upload(client, admin, bytes(limit + 1))
    far_above = await upload(client, admin, bytes(limit + 20_000))
    below = await upload(client, admin, bytes(limit - 1))
    as_json = await client.post(
        MEDIA,
        content=bytes(2_000_000),
        headers=admin.headers | {"content-type": "application/json"},
    )
    elsewhere = await client.post(
        "/api/v1/products", files={"file": ("a.png", bytes(2_000_000))}, headers=admin.headers
    )

    assert [above.status_code, far_above.status_code, below.status_code] == [413, 413, 422]
    assert (as_json.status_code, elsewhere.status_code) == (413, 413)


class Scanner:
    """Finds what it knows, or is away."""

    def __init__(self, *, is_away: bool = False) -> None:
        self.is_away = is_away

    async def scan(self, content: bytes) -> str | None:
        if self.is_away:
            raise ScannerAway
        return "Eicar" if EICAR in content else None


def shop_with(services: Services, scanner: Scanner, *, insists: bool = True) -> httpx2.AsyncClient:
    gallery = dataclasses.replace(services.gallery, scanner=scanner, insists=insists)
    app = create_app(services.settings, services=dataclasses.replace(services, gallery=gallery))
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://shop.test")


async def test_an_infected_file_is_refused_and_noted(services: Services, admin: Person) -> None:
    async with shop_with(services, Scanner()) as client:
        bad = await upload(client, admin, picture() + EICAR)
        good = await upload(client, admin)
        audit = (await client.get("/api/v1/admin/audit", headers=admin.headers)).json()["items"]

    noted = [each for each in audit if each["action"] == "picture.infected_file_refused"]
    assert (bad.status_code, bad.json()["code"], good.status_code) == (422, "infected_file", 201)
    assert [each["after"] for each in noted] == [{"signature": "Eicar"}]
    assert len(files_in(services)) == 3


async def test_without_the_scanner_nothing_goes_in_unless_the_shop_says_so(
    services: Services, admin: Person
) -> None:
    async with shop_with(services, Scanner(is_away=True)) as client:
        refused = await upload(client, admin)
        kept = files_in(services)
    async with shop_with(services, Scanner(is_away=True), insists=False) as client:
        taken = await upload(client, admin)

    assert (refused.status_code, refused.json()["code"], kept) == (503, "virus_scanner_away", [])
    assert taken.status_code == 201
