"""What a page tells search engines of its product, in the words of schema.org."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin


def facts_of(product: Mapping[str, Any], public_url: str) -> dict[str, Any]:
    """A ``Product`` with its offers, and its rating where there is one."""
    address = urljoin(public_url, f"/store/products/{product['slug']}")
    offers = [
        {
            "@type": "Offer",
            "sku": each["sku"] or each["id"],
            "price": each["price"],
            "priceCurrency": each["currency"],
            "availability": f"https://schema.org/{'InStock' if each['in_stock'] else 'OutOfStock'}",
            "url": f"{address}?variant={each['id']}",
        }
        for each in product["variants"]
        if each["is_active"] and each["price"]
    ]
    found = {
        "@context": "https://schema.org",
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
