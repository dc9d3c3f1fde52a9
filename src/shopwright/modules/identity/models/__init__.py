"""Tables of accounts, roles, sessions and attempts to sign in; one file a subject."""

from shopwright.modules.identity.models.accounts import UserRow
from shopwright.modules.identity.models.roles import RolePermissionRow, RoleRow, UserRoleRow
from shopwright.modules.identity.models.sessions import (
    RefreshTokenRow,
    RevokedTokenRow,
    SessionRow,
    SignInAttemptRow,
)

__all__ = [
    "RefreshTokenRow",
    "RevokedTokenRow",
    "RolePermissionRow",
    "RoleRow",
    "SessionRow",
    "SignInAttemptRow",
    "UserRoleRow",
    "UserRow",
]
