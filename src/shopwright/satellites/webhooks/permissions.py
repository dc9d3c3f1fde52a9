"""Rights over outgoing webhooks."""

WEBHOOKS_READ = "webhooks:read"
WEBHOOKS_WRITE = "webhooks:write"

MEANINGS = {
    WEBHOOKS_READ: "See where the shop tells other machines what happens, and what became of it.",
    WEBHOOKS_WRITE: "Change where the shop tells what happens, and have it told again.",
}
