"""A finished page with the cards of what is shown beside the product."""

from dataclasses import replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.search.contracts import Document
from shopwright.satellites.search.models import ProductListingRow

_NOTHING = '"related":{}'


async def with_related(
    db: AsyncConnection, found: Document, currency: str, home_currency: str
) -> Document:
    """The page with cards where it holds ids: one statement more where there are such, none where not.

    What nobody may see now is left out; what has no price in the currency shows the shop's own.
    """
    if _NOTHING in found.text:
        return found
    content: dict[str, Any] = orjson.loads(found.text)
    named: dict[str, list[str]] = content.get("related", {})
    wanted = {UUID(each) for ids in named.values() for each in ids}
    row = ProductListingRow
    chosen = select(row.product_id, row.currency, row.card).where(
        row.product_id.in_(wanted),
        row.currency.in_({currency, home_currency}),
        row.status == "published",
    )
    cards: dict[str, str] = {}
    for each in await db.execute(chosen):
        if each.currency == currency or str(each.product_id) not in cards:
            cards[str(each.product_id)] = each.card
    content["related"] = {
        kind: [orjson.Fragment(cards[each]) for each in ids if each in cards]
        for kind, ids in named.items()
    }
    text = orjson.dumps(content)
    digest = blake2b(text, digest_size=8).hexdigest()
    return replace(found, text=text.decode(), etag=f'"{found.version}-{digest}"')
