"""Rights over stock."""

STOCK_READ = "stock:read"
STOCK_WRITE = "stock:write"
STOCK_WRITE_OWN = "stock:write_own"

MEANINGS = {
    STOCK_READ: "See the stock of every variant and where it went.",
    STOCK_WRITE: "Correct the stock of every variant.",
    STOCK_WRITE_OWN: "See and correct the stock of one's own products.",
}
