"""Rights over promotions."""

PROMOTIONS_READ = "promotions:read"
PROMOTIONS_WRITE = "promotions:write"

MEANINGS = {
    PROMOTIONS_READ: "See promotions, their codes and how they are used.",
    PROMOTIONS_WRITE: "Make, change and archive promotions and their codes.",
}
