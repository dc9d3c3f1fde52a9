"""Rights over the catalog; ``WRITE_OWN`` is a vendor's, for the products that he owns."""

READ = "products:read"
WRITE = "products:write"
WRITE_OWN = "products:write_own"
WRITE_CATEGORIES = "categories:write"
APPROVE = "products:approve"

MEANINGS = {
    READ: "See every product, drafts and archived ones too.",
    WRITE: "Make, change and delete every product.",
    WRITE_OWN: "Make products, and change and delete one's own.",
    WRITE_CATEGORIES: "Make, move and delete categories.",
    APPROVE: "Approve and reject what vendors want to be shown.",
}
