"""A shop with one of everything, and the ids that a path of the API may name."""

from dataclasses import dataclass

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.carts import queries as carts
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import AttributeDraft, BrandDraft
from shopwright.modules.customers import service as customers
from tests.support.buying import HOME, buy, filled_cart, stocked
from tests.support.goods import make_category, make_discount, make_product
from tests.support.people import Person, make_admin, make_customer, make_vendor


@dataclass(frozen=True, slots=True)
class SmallShop:
    """``ids``: what is there, by the name that paths give it; all of it is Robin's where it is somebody's."""

    people: dict[str, Person]
    ids: dict[str, str]


async def furnish(services: Services) -> SmallShop:
    """Fill an empty shop."""
    people = {
        "customer": await make_customer(services),
        "stranger": await make_customer(services),
        "vendor": await make_vendor(services),
        "admin": await make_admin(services),
    }
    robin = people["customer"]
    category = await make_category(services.works, "Kitchen")
    product = await make_product(services.works, "kettle", category=category)
    tea = await stocked(services.works, stock=500)
    placed = await buy(services, (tea, 1), user_id=robin.user_id, token="test_challenge")
    assert placed.payment is not None
    cart_id = await filled_cart(services, (tea, 2), user_id=robin.user_id)
    async with services.works(system("test")) as work:
        cart = await carts.by_id(work.db, cart_id)
        brand = await catalog.create_brand(work, draft=BrandDraft(name="Kilnhouse"))
        definition = await catalog.define_attribute(
            work, draft=AttributeDraft(code="weight", name="Weight")
        )
        saved = await customers.add_address(work, user_id=robin.user_id, address=HOME)
    discount = await make_discount(services.works, product.variants[0].id)
    assert cart is not None
    ids = {
        "product_id": product.id,
        "category_id": category.id,
        "user_id": robin.user_id,
        "address_id": saved.id,
        "item_id": cart.lines[0].id,
        "order_id": placed.order.id,
        "reference": f"tst_{placed.payment.id.hex}",
        "provider": "test",
        "variant_id": tea,
        "job_id": tea,
        "mail_id": tea,
        "number": "1",
        "discount_id": discount.id,
        "brand_id": brand.id,
        "definition_id": definition.id,
    }
    return SmallShop(people, {name: str(value) for name, value in ids.items()})
