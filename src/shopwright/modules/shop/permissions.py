"""Rights over the shop itself."""

SETTINGS_READ = "settings:read"
SETTINGS_WRITE = "settings:write"
SYSTEM_READ = "system:read"

MEANINGS = {
    SETTINGS_READ: "See how the shop is configured.",
    SETTINGS_WRITE: "Configure the shop, close it for maintenance.",
    SYSTEM_READ: "See how the shop's machines are, and its metrics.",
}
