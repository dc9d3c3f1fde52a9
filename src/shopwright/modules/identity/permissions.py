"""Rights over accounts."""

USERS_READ = "users:read"
USERS_WRITE = "users:write"
ROLES_WRITE = "roles:write"
KEYS_READ = "keys:read"
KEYS_WRITE = "keys:write"

MEANINGS = {
    USERS_READ: "See every account.",
    USERS_WRITE: "Change, disable and enable accounts.",
    ROLES_WRITE: "Make roles, change what they allow, and give them to accounts.",
    KEYS_READ: "See everybody's API keys, without their secrets.",
    KEYS_WRITE: "Revoke anybody's API keys.",
}
