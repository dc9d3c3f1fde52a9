"""Tables of accounts, roles, sessions and attempts to sign in; one file a subject."""

from shopwright.modules.identity.models.accounts import NAME, UserRow
from shopwright.modules.identity.models.factors import (
    RecoveryCodeRow,
    SecondFactorRow,
    SignInChallengeRow,
    SigningKeyRow,
)
from shopwright.modules.identity.models.foreign import ForeignIdentityRow, ForeignSignInRow
from shopwright.modules.identity.models.keys import ApiKeyRow
from shopwright.modules.identity.models.proofs import AccountProofRow, AccountRequestRow
from shopwright.modules.identity.models.roles import RolePermissionRow, RoleRow, UserRoleRow
from shopwright.modules.identity.models.sessions import (
    RefreshTokenRow,
    RevokedTokenRow,
    SessionRow,
    SignInAttemptRow,
)

__all__ = [
    "NAME",
    "AccountProofRow",
    "AccountRequestRow",
    "ApiKeyRow",
    "ForeignIdentityRow",
    "ForeignSignInRow",
    "RecoveryCodeRow",
    "RefreshTokenRow",
    "RevokedTokenRow",
    "RolePermissionRow",
    "RoleRow",
    "SecondFactorRow",
    "SessionRow",
    "SignInAttemptRow",
    "SignInChallengeRow",
    "SigningKeyRow",
    "UserRoleRow",
    "UserRow",
]
