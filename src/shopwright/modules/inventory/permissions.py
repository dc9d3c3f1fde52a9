"""Rights over stock."""

STOCK_READ = "stock:read"
STOCK_WRITE = "stock:write"
