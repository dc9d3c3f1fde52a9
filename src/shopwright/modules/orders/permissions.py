"""Rights over orders."""

ORDERS_READ = "orders:read"
ORDERS_WRITE = "orders:write"
ORDERS_READ_OWN = "orders:read_own"

MEANINGS = {
    ORDERS_READ: "See every order.",
    ORDERS_WRITE: "Move orders along, cancel and archive them.",
    ORDERS_READ_OWN: "See the lines of orders that hold one's own products, and where they go.",
}
