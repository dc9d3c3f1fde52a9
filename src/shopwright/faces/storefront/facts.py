"""What a page tells search engines, in the words of schema.org: of the product, of the way to it, of the shop."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

_SCHEMA = "https://schema.org"


def facts_of(product: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """A ``Product`` with its offers, and its rating where there is one."""
    address = urljoin(public_url, f"/store/products/{product['slug']}")
    offers = [
        {
            "@type": "Offer",
            "sku": each["sku"] or each["id"],
            "price": each["price"],
            "priceCurrency": each["currency"],
            "availability": f"{_SCHEMA}/{'InStock' if each['in_stock'] else 'OutOfStock'}",
            "url": f"{address}?variant={each['id']}",
        }
        for each in product["variants"]
        if each["is_active"] and each["price"]
    ]
    found = {
        "@context": _SCHEMA,
        "@type": "Product",
        "name": product["title"],
        "url": address,
        "image": [urljoin(public_url, each["url"]) for each in product["images"]],
        "brand": {"@type": "Brand", "name": product["brand"]} if product["brand"] else None,
        "description": product["seo_description"] or None,
        "offers": offers or None,
    }
    if product["review_count"]:
        found["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": product["rating"],
            "reviewCount": product["review_count"],
        }
    return {name: value for name, value in found.items() if value}


def crumbs_of(
    ancestors: Sequence[Mapping[str, Any]], last: Mapping[str, Any], public_url: str
) -> dict[str, Any]:
    """The way from the front page through categories to what is shown."""
    way = [(each["name"], f"/store/categories/{each['slug']}") for each in ancestors]
    here = last.get("title") or last["name"]
    kind = "products" if "title" in last else "categories"
    way.append((here, f"/store/{kind}/{last['slug']}"))
    return {
        "@context": _SCHEMA,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": urljoin(public_url, address),
            }
            for place, (name, address) in enumerate(way, start=1)
        ],
    }


def shop_facts(name: str, public_url: str) -> list[dict[str, Any]]:
    """The shop, and where its search is."""
    home = urljoin(public_url, "/store")
    about = {"@context": _SCHEMA, "name": name, "url": home}
    search = {
        "@type": "SearchAction",
        "target": f"{home}/search?q={{search_term_string}}",
        "query-input": "required name=search_term_string",
    }
    return [
        about | {"@type": "Organization"},
        about | {"@type": "WebSite", "potentialAction": search},
    ]
