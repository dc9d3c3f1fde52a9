"""A product's page: its variants by options, its reviews, waiting for it, wishing for it."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.goods import make_product, variant
from tests.support.mails import mail_to
from tests.support.people import Person, make_customer
from tests.support.reviewing import make_review
from tests.support.shoppers import Shopper, addresses, hidden

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"


async def test_options_lead_to_the_variant_that_differs_least(
    guest: Shopper, services: Services
) -> None:
    made = await make_product(
        services.works,
        "mug",
        options=("Colour", "Size"),
        variants=(
            variant("M-1", "Blue", "S"),
            variant("M-2", "Blue", "L"),
            variant("M-3", "Red", "S", stock=0),
            variant("M-4", "Red", "L"),
        ),
    )
    ids = [str(each.id) for each in made.variants]

    page = await guest.look(f"/store/products/mug?variant={ids[1]}")

    offered = addresses(page, "/store/products/mug?variant=")
    assert hidden(page, "variant_id") == ids[1]
    assert offered == [f"/store/products/mug?variant={ids[place]}" for place in (1, 3, 0)]


async def test_what_is_sold_out_can_be_waited_for_by_a_guest(
    guest: Shopper, services: Services
) -> None:
    tea = await stocked(services.works, stock=0, handle="green-tea")
    page = await guest.look("/store/products/green-tea")
    [form] = [each for each in addresses(page, "/store/products/") if each.endswith("alerts")]
    fields = {"product_id": hidden(page, "product_id"), "variant_id": str(tea)}

    refused = await guest.send(form, **fields)
    done = await guest.send(form, **fields, email="guest@example.com")

    assert "Put into the cart" not in page.text
    assert refused.status_code in (409, 422)
    assert "Tell us the address" in refused.text
    assert done.headers["location"].endswith("?done=alert_mailed")
    assert "/store/stock-alerts/confirm/" in (await mail_to(services, "guest@example.com")).text


async def test_a_customer_who_waits_is_told_so_and_needs_no_address(
    shopper: Shopper, services: Services
) -> None:
    await stocked(services.works, stock=0, handle="green-tea")
    page = await shopper.look("/store/products/green-tea")
    form = f"/store/products/{hidden(page, 'product_id')}/stock-alerts"

    done = await shopper.send(
        form, product_id=hidden(page, "product_id"), variant_id=hidden(page, "variant_id")
    )

    assert 'name="email"' not in page.text
    assert done.headers["location"].endswith("?done=alert")


async def test_a_review_is_written_once_and_shown_as_text(
    shopper: Shopper, services: Services
) -> None:
    made = await make_product(services.works, "kettle")
    said = {"product_id": str(made.id), "rating": "4", "title": NASTY, "text": NASTY}

    none = await shopper.send("/store/products/kettle/reviews", **said | {"rating": ""})
    done = await shopper.send("/store/products/kettle/reviews", **said)
    again = await shopper.send("/store/products/kettle/reviews", **said)

    assert none.status_code == 422
    assert done.headers["location"] == "/store/products/kettle?done=review"
    assert again.status_code == 409
    assert "change that review instead" in again.text
    assert "<script>alert" not in again.text


async def test_who_is_not_signed_in_is_led_there_before_he_reviews_or_votes(
    guest: Shopper, services: Services, customer: Person
) -> None:
    made = await make_product(services.works, "kettle")
    found = await make_review(services, customer, made.id, is_shown=True)

    answers = [
        await guest.send("/store/products/kettle/reviews", product_id=str(made.id), rating="4"),
        await guest.send(f"/store/reviews/{found.id}/vote", slug="kettle"),
        await guest.send("/store/wishlists/items", variant_id=str(made.variants[0].id)),
    ]

    assert {answer.status_code for answer in answers} == {303}
    assert all("/store/sign-in?next=" in answer.headers["location"] for answer in answers)


async def test_reviews_of_others_are_voted_for_reported_and_paged(
    client: httpx2.AsyncClient, services: Services
) -> None:
    made = await make_product(services.works, "kettle")
    for _ in range(6):
        await make_review(services, await make_customer(services), made.id, is_shown=True)
    shopper = await Shopper(client).sign_in(await make_customer(services))
    page = await shopper.look("/store/products/kettle")
    [first] = [each for each in addresses(page, "/store/reviews/") if each.endswith("vote")][:1]

    voted = await shopper.send(first, slug="kettle")
    reported = await shopper.send(first.replace("vote", "report"), slug="kettle", reason=NASTY)
    second = await shopper.look("/store/products/kettle?reviews=2")
    odd = await shopper.look("/store/products/kettle?reviews=x&sort=nothing")

    assert voted.headers["location"] == "/store/products/kettle?done=voted"
    assert reported.headers["location"] == "/store/products/kettle?done=reported"
    assert page.text.count('class="review"') == 5
    assert second.text.count('class="review"') == 1
    assert (odd.status_code, odd.text.count('class="review"')) == (200, 5)


async def test_a_slug_in_a_form_leads_nowhere_else(shopper: Shopper, services: Services) -> None:
    made = await make_product(services.works, "kettle")
    found = await make_review(services, await make_customer(services), made.id, is_shown=True)

    answer = await shopper.send(f"/store/reviews/{found.id}/vote", slug="../../evil.example//x")

    assert answer.headers["location"].startswith("/store/products/..%2F..%2Fevil.example")
