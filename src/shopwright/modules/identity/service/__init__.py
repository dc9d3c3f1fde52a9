"""Every change of accounts, roles and sessions."""

from shopwright.modules.identity.service.accounts import (
    AccountChange,
    add_user,
    change_account,
    create_admin,
    hashed,
    register,
    set_active,
)
from shopwright.modules.identity.service.custom_roles import (
    change_role,
    create_role,
    delete_role,
)
from shopwright.modules.identity.service.key_bearers import KeyBearers
from shopwright.modules.identity.service.keys import (
    KeyWish,
    is_key,
    make_key,
    revoke_key,
    rotate_key,
)
from shopwright.modules.identity.service.recognise import Recognised, Recogniser
from shopwright.modules.identity.service.roles import assign_roles, ensure_roles
from shopwright.modules.identity.service.security import Security, open_security
from shopwright.modules.identity.service.sessions import (
    end_session,
    end_sessions,
    open_session,
    sign_out,
)
from shopwright.modules.identity.service.signing_in import refresh, sign_in, sign_in_browser
from shopwright.modules.identity.service.signing_keys import list_keys, retire_key, rotate_keys
from shopwright.modules.identity.service.sweep import sweep

__all__ = [
    "AccountChange",
    "KeyBearers",
    "KeyWish",
    "Recognised",
    "Recogniser",
    "Security",
    "add_user",
    "assign_roles",
    "change_account",
    "change_role",
    "create_admin",
    "create_role",
    "delete_role",
    "end_session",
    "end_sessions",
    "ensure_roles",
    "hashed",
    "is_key",
    "list_keys",
    "make_key",
    "open_security",
    "open_session",
    "refresh",
    "register",
    "retire_key",
    "revoke_key",
    "rotate_key",
    "rotate_keys",
    "set_active",
    "sign_in",
    "sign_in_browser",
    "sign_out",
    "sweep",
]
