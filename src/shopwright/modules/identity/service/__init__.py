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
from shopwright.modules.identity.service.recognise import Recognised, Recogniser
from shopwright.modules.identity.service.roles import assign_roles, ensure_roles
from shopwright.modules.identity.service.security import Security, open_security
from shopwright.modules.identity.service.sessions import end_sessions, open_session, sign_out
from shopwright.modules.identity.service.signing_in import refresh, sign_in
from shopwright.modules.identity.service.sweep import sweep

__all__ = [
    "AccountChange",
    "Recognised",
    "Recogniser",
    "Security",
    "add_user",
    "assign_roles",
    "change_account",
    "create_admin",
    "end_sessions",
    "ensure_roles",
    "hashed",
    "open_security",
    "open_session",
    "refresh",
    "register",
    "set_active",
    "sign_in",
    "sign_out",
    "sweep",
]
