"""Rights over orders."""

ORDERS_READ = "orders:read"
ORDERS_WRITE = "orders:write"
