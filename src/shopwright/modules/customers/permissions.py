"""Rights over customers' profiles and addresses."""

CUSTOMERS_READ = "customers:read"
CUSTOMERS_WRITE = "customers:write"

MEANINGS = {
    CUSTOMERS_READ: "See customers' profiles, addresses and what they bought.",
    CUSTOMERS_WRITE: "Write notes about customers, and remove them.",
}
