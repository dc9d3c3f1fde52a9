"""Rights over delivery."""

SHIPPING_READ = "shipping:read"
SHIPPING_WRITE = "shipping:write"

MEANINGS = {
    SHIPPING_READ: "See delivery zones and methods.",
    SHIPPING_WRITE: "Change delivery zones and methods.",
}
