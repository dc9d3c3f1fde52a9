"""Rights over the catalog; ``WRITE_OWN`` is a vendor's, for the products that he owns."""

READ = "products:read"
WRITE = "products:write"
WRITE_OWN = "products:write_own"
WRITE_CATEGORIES = "categories:write"
