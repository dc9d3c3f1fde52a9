"""Rights over tax."""

TAX_READ = "tax:read"
TAX_WRITE = "tax:write"

MEANINGS = {
    TAX_READ: "See zones and rates of tax.",
    TAX_WRITE: "Change zones and rates of tax.",
}
