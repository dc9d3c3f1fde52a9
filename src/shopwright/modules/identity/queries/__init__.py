"""What is read about accounts, roles and sessions; one file a subject."""

from shopwright.modules.identity.queries.accounts import (
    UserFilter,
    active_admins,
    beginning_with,
    by_email,
    by_id,
    rights_of_roles,
    rights_of_user,
    users,
    visible,
)
from shopwright.modules.identity.queries.keys import (
    NEVER_BY_KEY,
    api_key,
    api_keys,
    key_standing,
    live_keys,
)
from shopwright.modules.identity.queries.proofs import proof
from shopwright.modules.identity.queries.roles import role, roles
from shopwright.modules.identity.queries.sessions import (
    factor_state,
    identities,
    is_factor_demanded,
    sessions,
)
from shopwright.modules.identity.queries.standing import standing, standing_by_cookie

__all__ = [
    "NEVER_BY_KEY",
    "UserFilter",
    "active_admins",
    "api_key",
    "api_keys",
    "beginning_with",
    "by_email",
    "by_id",
    "factor_state",
    "identities",
    "is_factor_demanded",
    "key_standing",
    "live_keys",
    "proof",
    "rights_of_roles",
    "rights_of_user",
    "role",
    "roles",
    "sessions",
    "standing",
    "standing_by_cookie",
    "users",
    "visible",
]
