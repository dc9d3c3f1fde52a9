"""Every change of accounts, roles and sessions."""

from shopwright.modules.identity.ports import ForeignProvider
from shopwright.modules.identity.service.accounts import (
    AccountChange,
    add_user,
    change_account,
    create_admin,
    hashed,
    set_active,
)
from shopwright.modules.identity.service.addresses import (
    ask_for_email,
    confirm_email,
    undo_email,
)
from shopwright.modules.identity.service.asking import ANSWER, answer_request, ask
from shopwright.modules.identity.service.custom_roles import (
    change_role,
    create_role,
    delete_role,
)
from shopwright.modules.identity.service.factors import (
    begin_factor,
    confirm_factor,
    demand_factor,
    remove_factor,
    renew_recovery_codes,
    take_factor,
)
from shopwright.modules.identity.service.foreign import arrive, depart
from shopwright.modules.identity.service.forgetting import forget_attempts
from shopwright.modules.identity.service.identities import unlink
from shopwright.modules.identity.service.key_bearers import KeyBearers
from shopwright.modules.identity.service.keys import (
    KeyWish,
    is_key,
    make_key,
    revoke_key,
    rotate_key,
)
from shopwright.modules.identity.service.links import Links, links_of
from shopwright.modules.identity.service.proving import prove_again, prove_lately
from shopwright.modules.identity.service.recognise import Recognised, Recogniser, news_in
from shopwright.modules.identity.service.registering import register
from shopwright.modules.identity.service.roles import assign_roles, ensure_roles, guard_rights
from shopwright.modules.identity.service.second_step import (
    answer_challenge,
    answer_challenge_browser,
)
from shopwright.modules.identity.service.secrets import (
    claim_by_code,
    claim_by_link,
    confirm_password,
    finish_reset,
    look_at_link,
    new_hash,
    set_password,
)
from shopwright.modules.identity.service.security import Security, open_security
from shopwright.modules.identity.service.sessions import (
    end_browser_session,
    end_session,
    end_sessions,
    open_session,
    sign_out,
)
from shopwright.modules.identity.service.signing_in import refresh, sign_in, sign_in_browser
from shopwright.modules.identity.service.signing_keys import list_keys, retire_key, rotate_keys
from shopwright.modules.identity.service.sweep import sweep
from shopwright.modules.identity.service.verifying import verify_email

__all__ = [
    "ANSWER",
    "AccountChange",
    "ForeignProvider",
    "KeyBearers",
    "KeyWish",
    "Links",
    "Recognised",
    "Recogniser",
    "Security",
    "add_user",
    "answer_challenge",
    "answer_challenge_browser",
    "answer_request",
    "arrive",
    "ask",
    "ask_for_email",
    "assign_roles",
    "begin_factor",
    "change_account",
    "change_role",
    "claim_by_code",
    "claim_by_link",
    "confirm_email",
    "confirm_factor",
    "confirm_password",
    "create_admin",
    "create_role",
    "delete_role",
    "demand_factor",
    "depart",
    "end_browser_session",
    "end_session",
    "end_sessions",
    "ensure_roles",
    "finish_reset",
    "forget_attempts",
    "guard_rights",
    "hashed",
    "is_key",
    "links_of",
    "list_keys",
    "look_at_link",
    "make_key",
    "new_hash",
    "news_in",
    "open_security",
    "open_session",
    "prove_again",
    "prove_lately",
    "refresh",
    "register",
    "remove_factor",
    "renew_recovery_codes",
    "retire_key",
    "revoke_key",
    "rotate_key",
    "rotate_keys",
    "set_active",
    "set_password",
    "sign_in",
    "sign_in_browser",
    "sign_out",
    "sweep",
    "take_factor",
    "undo_email",
    "unlink",
    "verify_email",
]
