"""Everything that somebody can own in a shop, by the name that paths and payloads give its id."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from shopwright.faces.services import Services
from shopwright.flows.privacy import run as privacy
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import Approval, ApprovalKind, ApprovalWish, Product
from shopwright.modules.customers import service as customers
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import SELF
from shopwright.modules.media.models import PictureRow, RenditionRow
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.buying import buy, stocked
from tests.support.goods import make_product
from tests.support.invoicing import follow
from tests.support.parcels import bought, pack
from tests.support.parcels import sent as dispatched
from tests.support.people import Person, actor_of, make_vendor
from tests.support.returning import ask
from tests.support.reviewing import make_review
from tests.support.wishing import alert_for, save_for_later, wish_for

JSON, FORM = "application/json", "multipart/form-data"
# Ids of what belongs to somebody: a new name in a path or a payload has to be put here or below.
OWNED = frozenset(
    {
        *("user_id", "address_id", "item_id", "order_id", "session_id", "key_id"),
        *("request_id", "note_id", "review_id", "product_id", "variant_id", "payment_id", "id"),
        "picture_id",
        "approval_id",
        "document_id",
        *("parcel_id", "line_id", "return_id"),
        *("wishlist_id", "wish_id", "wish_ids", "saved_id", "alert_id"),
    }
)
# Ids of what is the shop's, and names that are no secret.
SHOPS = frozenset(
    {
        *(
            "category_id",
            "brand_id",
            "definition_id",
            "product_ids",
            "variant_ids",
            "group_ids",
            "promotion_ids",
            "promotion_id",
            "code_id",
            "group_id",
            "code",
            "required_in",
            "parent_id",
            "category_ids",
            "picture_ids",
            "add_category_ids",
            "remove_category_ids",
            "related",
            "upsell",
            "accessory",
            "job_id",
            "mail_id",
            "role_name",
            "synonyms_id",
        ),
        *(
            "discount_id",
            "zone_id",
            "method_id",
            "delivery_method_id",
            "target_id",
            "task_id",
            "kind",
            "number",
        ),
        *("country", "provider", "reference", "token", "mail_name", "refund_id", "case_id"),
        *("endpoint_id", "delivery_id", "report_id", "recipients", "view_id"),
    }
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document, with the body that it gives as an example."""

    id: str
    verb: str
    path: str
    access: str
    body: Any
    takes_file: bool

    @property
    def named(self) -> frozenset[str]:
        """The names that its path takes."""
        parts = self.path.split("/")
        return frozenset(part.strip("{}") for part in parts if part.startswith("{"))


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, verbs in document["paths"].items():
        for verb, told in verbs.items():
            body = example_of(document, told)
            takes_file = FORM in told.get("requestBody", {}).get("content", {})
            yield Operation(
                told["operationId"], verb.upper(), path, told["x-access"], body, takes_file
            )


def example_of(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    schema = schema_of(document, operation)
    return schema["examples"][0] if schema.get("examples") else None


def schema_of(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The schema of an operation's JSON body; an empty one where it has none."""
    content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    schema = content.get("schema", {})
    options = schema.get("anyOf", [schema])
    return resolved(document, options[0])


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def ids_in(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """The names of all ids that a body takes, however deep."""
    schema = resolved(document, schema)
    for name, told in schema.get("properties", {}).items():
        for option in (*told.get("anyOf", ()), told):
            items = option.get("items", {})
            if "uuid" in (option.get("format"), items.get("format")):
                yield name
            for inner in (option, items):
                if "$ref" in inner:
                    yield from ids_in(document, inner)


async def furnished(services: Services) -> SmallShop:
    """A shop in which Robin and a vendor own one of everything, and a stranger and a rival nothing."""
    shop = await furnish(services)
    robin, vendor = shop.people["customer"], shop.people["vendor"]
    product = await make_product(
        services.works, "secret-kettle", actor=await actor_of(services, vendor), status="draft"
    )
    async with services.works(await actor_of(services, robin)) as work:
        wish = identity.KeyWish("Robin's", frozenset({SELF}))
        key = (await identity.make_key(work, wish=wish, known=services.rights)).key
    async with services.works(system("test")) as work:
        note = await customers.add_note(work, user_id=robin.user_id, text="Prefers tea.")
        request = await privacy.ask_for_export(work, user_id=robin.user_id)
    review = await make_review(services, robin, UUID(shop.ids["product_id"]))
    tea = UUID(shop.ids["variant_id"])
    wished = await wish_for(services, robin.user_id, tea)
    saved = await save_for_later(services, robin.user_id, tea)
    gone = await stocked(services.works, stock=0)
    alert = await alert_for(services, gone, robin.user_id)
    picture_id = await hung_nowhere(services, vendor.user_id)
    approval = await asked_for(services, vendor, product)
    sent = await pack(services, await bought(services, (tea, 2), user_id=robin.user_id), 1)
    arrived = await dispatched(services, (tea, 1), user_id=robin.user_id)
    paid = await buy(services, (tea, 1), user_id=robin.user_id)
    [invoice] = await follow(services.works, paid.order.id)
    more = {
        "document_id": invoice.id,
        "return_id": (await ask(services, arrived, 1)).id,
        "parcel_id": sent.id,
        "line_id": sent.lines[0].line_id,
        "session_id": robin.session_id,
        "key_id": key.id,
        "request_id": request.id,
        "note_id": note.id,
        "review_id": review.id,
        "picture_id": picture_id,
        "wishlist_id": wished.wishlist_id,
        "wish_id": wished.id,
        "wish_ids": wished.id,
        "saved_id": saved.id,
        "alert_id": alert.id,
        "approval_id": approval.id,
        "task_id": key.id,
        "discount_id": key.id,
        "refund_id": key.id,
        "case_id": key.id,
        "endpoint_id": key.id,
        "delivery_id": key.id,
        "report_id": key.id,
        "view_id": key.id,
        "recipients": robin.user_id,
        "kind": "products",
        "product_id": product.id,
        "variant_id": product.variants[0].id,
        "payment_id": UUID(shop.ids["reference"].removeprefix("tst_")),
        "role_name": "vendor",
        "synonyms_id": key.id,
        "promotion_id": key.id,
        "code_id": key.id,
        "group_id": key.id,
        "code": "SPRING",
        "zone_id": key.id,
        "method_id": key.id,
        "delivery_method_id": key.id,
        "country": "DE",
        "token": "x" * 40,
        "mail_name": "order_paid",
    }
    people: dict[str, Person] = shop.people | {"rival": await make_vendor(services)}
    return replace(
        shop, people=people, ids=shop.ids | {name: str(value) for name, value in more.items()}
    )


async def asked_for(services: Services, vendor: Person, product: Product) -> Approval:
    """A draft that its vendor wants to be shown."""
    async with services.works(await actor_of(services, vendor)) as work:
        wish = ApprovalWish(product.id, vendor.user_id, ApprovalKind.NEW)
        await catalog.ask_approval(work, wishes=[wish])
        return (await catalog_queries.pending_approvals(work.db, [product.id]))[product.id]


async def hung_nowhere(services: Services, owner_id: UUID) -> UUID:
    """An uploaded picture of somebody's, as the database knows it."""
    picture_id = ids.new()
    stem = f"{picture_id.hex}{0:08}"
    async with services.works(system("test")) as work:
        picture = {"id": picture_id, "owner_id": owner_id, "checksum": "0" * 64, "alt": ""}
        await work.db.execute(insert(PictureRow).values(**picture, created_at=work.now))
        for name in ("thumbnail", "card", "zoom"):
            key = f"{stem[:2]}/{stem}-{name}.webp"
            size = {"key": key, "width": 9, "height": 9, "size": 99}
            await work.db.execute(
                insert(RenditionRow).values(picture_id=picture_id, name=name, **size)
            )
    return picture_id
