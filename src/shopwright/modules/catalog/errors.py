"""What can go wrong with the catalog."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound, PreconditionFailed


class ProductNotFound(NotFound):
    code = "product_not_found"
    title = "There is no such product."


class VariantNotFound(NotFound):
    code = "variant_not_found"
    title = "There is no such variant."


class CategoryNotFound(NotFound):
    code = "category_not_found"
    title = "There is no such category."


class UnknownCategory(Invalid):
    code = "unknown_category"
    title = "The category named does not exist."


class StaleProduct(PreconditionFailed):
    code = "product_changed_meanwhile"
    title = "The product was changed by somebody else in the meantime."


class BrandNotFound(NotFound):
    code = "brand_not_found"
    title = "There is no such brand."


class BrandTaken(Conflict):
    code = "brand_taken"
    title = "There is a brand of that name already."


class BrandInUse(Conflict):
    code = "brand_in_use"
    title = "There are products of that brand."


class StaleBrand(PreconditionFailed):
    code = "brand_changed_meanwhile"
    title = "The brand was changed by somebody else in the meantime."


class StaleCategory(PreconditionFailed):
    code = "category_changed_meanwhile"
    title = "The category was changed by somebody else in the meantime."


class AttributeNotFound(NotFound):
    code = "attribute_not_found"
    title = "There is no such attribute."


class AttributeTaken(Conflict):
    code = "attribute_taken"
    title = "There is an attribute of that code or name already."


class InvalidAttributeDefinition(Invalid):
    code = "invalid_attribute_definition"
    title = "The attribute can't be defined like that."


class StaleAttribute(PreconditionFailed):
    code = "attribute_changed_meanwhile"
    title = "The attribute was changed by somebody else in the meantime."


class SkuTaken(Conflict):
    code = "sku_taken"
    title = "Another variant has that SKU."


class SlugTaken(Conflict):
    code = "slug_taken"
    title = "Another product, category or brand has that address."


class InvalidProduct(Invalid):
    code = "invalid_product"
    title = "The product can't be stored like that."


class CategoryRing(Conflict):
    code = "category_ring"
    title = "A category can't stand below itself."


class CategoryTooDeep(Conflict):
    code = "category_too_deep"
    title = "Categories can't be nested that deeply."


class CategoryInUse(Conflict):
    code = "category_in_use"
    title = "The category still has subcategories."


class ApprovalNotFound(NotFound):
    code = "approval_not_found"
    title = "There is no such approval."


class ApprovalDecided(Conflict):
    code = "approval_decided"
    title = "It was decided before, or withdrawn."


class ApprovalChanged(Conflict):
    code = "approval_changed"
    title = "The vendor wants something else than what was read."


class ChangeOutdated(Conflict):
    code = "change_outdated"
    title = "The product was changed meanwhile where the vendor wants to change it."
