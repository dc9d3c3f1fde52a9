"""Rights over accounts."""

USERS_READ = "users:read"
USERS_WRITE = "users:write"
ROLES_WRITE = "roles:write"
