"""Every reading of the catalog."""

from shopwright.modules.catalog.queries.approvals import (
    approval,
    approvals,
    pending_approvals,
)
from shopwright.modules.catalog.queries.attributes import (
    attribute_definition,
    attribute_definitions,
    facet_order,
    required_places,
)
from shopwright.modules.catalog.queries.brands import (
    brand,
    brand_ids,
    brands,
    find_brand,
    name_key,
    product_ids_of_brand,
    taken_brand_slugs,
)
from shopwright.modules.catalog.queries.categories import (
    categories,
    categories_by_id,
    categories_by_slug,
    categories_named,
    category,
    category_by_slug,
    category_height,
    find_category,
    taken_category_slugs,
)
from shopwright.modules.catalog.queries.filing import (
    existing_products,
    is_product,
    products_under,
    standing_places,
)
from shopwright.modules.catalog.queries.naming import beginning_with, titles
from shopwright.modules.catalog.queries.pictures import is_shown
from shopwright.modules.catalog.queries.products import (
    former_slug,
    product,
    product_ids_after,
    product_ids_by_slug,
    product_ids_of_variants,
    products,
    sellable_variants,
    skus,
    taken_slugs,
)
from shopwright.modules.catalog.queries.relations import relations, removed_products
from shopwright.modules.catalog.queries.variants import (
    first_variants,
    is_variant_of,
    unseen_variants,
    variants_by_product,
    variants_in,
    variants_of,
)

__all__ = [
    "approval",
    "approvals",
    "attribute_definition",
    "attribute_definitions",
    "beginning_with",
    "brand",
    "brand_ids",
    "brands",
    "categories",
    "categories_by_id",
    "categories_by_slug",
    "categories_named",
    "category",
    "category_by_slug",
    "category_height",
    "existing_products",
    "facet_order",
    "find_brand",
    "find_category",
    "first_variants",
    "former_slug",
    "is_product",
    "is_shown",
    "is_variant_of",
    "name_key",
    "pending_approvals",
    "product",
    "product_ids_after",
    "product_ids_by_slug",
    "product_ids_of_brand",
    "product_ids_of_variants",
    "products",
    "products_under",
    "relations",
    "removed_products",
    "required_places",
    "sellable_variants",
    "skus",
    "standing_places",
    "taken_brand_slugs",
    "taken_category_slugs",
    "taken_slugs",
    "titles",
    "unseen_variants",
    "variants_by_product",
    "variants_in",
    "variants_of",
]
