"""What is read about accounts, roles and sessions; one file a subject."""

from shopwright.modules.identity.queries.accounts import (
    UserFilter,
    active_admins,
    by_email,
    by_id,
    rights_of_roles,
    standing,
    users,
    visible,
)

__all__ = [
    "UserFilter",
    "active_admins",
    "by_email",
    "by_id",
    "rights_of_roles",
    "standing",
    "users",
    "visible",
]
