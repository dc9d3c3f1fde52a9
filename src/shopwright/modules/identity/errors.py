"""What can go wrong with accounts, sessions and rights."""

from shopwright.kernel.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthorized,
    Unavailable,
)


class UserNotFound(NotFound):
    code = "user_not_found"
    title = "There is no such user."


class EmailTaken(Conflict):
    code = "email_taken"
    title = "An account with this email exists."


class UsernameTaken(Conflict):
    code = "username_taken"
    title = "This username is taken."


class InvalidEmail(Invalid):
    code = "invalid_email"
    title = "The email address can't be used."


class InvalidUsername(Invalid):
    code = "invalid_username"
    title = (
        "A username has 3 to 50 letters, digits, dots, dashes or underscores of ASCII, "
        "a letter or digit first."
    )


class WeakPassword(Invalid):
    code = "weak_password"
    title = "The password is too weak."


class InvalidCredentials(Unauthorized):
    code = "invalid_credentials"
    title = "The name or the password is wrong."


class AccountDisabled(Forbidden):
    code = "account_disabled"
    title = "This account is disabled."


class TooManyAttempts(TooMany):
    code = "too_many_attempts"
    title = "Too many attempts to sign in; wait before the next."


class InvalidToken(Unauthorized):
    code = "invalid_token"
    title = "The access token is not valid; sign in again."


class UnknownKey(InvalidToken):
    """Signed with a key that this process has not heard of; nobody outside is told the difference."""

    code = "unknown_signing_key"
    title = "The access token was signed with a key that is not known here."


class InvalidRefreshToken(Unauthorized):
    code = "invalid_refresh_token"
    title = "The refresh token is not valid; sign in again."


class HashingBusy(Unavailable):
    code = "hashing_busy"
    title = "Too many people sign in at this moment; try again shortly."


class UnknownRole(Invalid):
    code = "unknown_role"
    title = "There is no such role."


class BeyondOwnRights(Forbidden):
    code = "beyond_own_rights"
    title = "Nobody can give or take rights that he does not hold himself."


class LastAdmin(Conflict):
    code = "last_admin"
    title = "The last active admin has to stay one."


class RoleNotFound(NotFound):
    code = "role_not_found"
    title = "There is no such role."


class RoleTaken(Conflict):
    code = "role_taken"
    title = "A role of this name exists."


class RoleIsBuiltIn(Conflict):
    code = "role_is_builtin"
    title = "A built-in role belongs to the program and stays as it is."


class RoleIsHeld(Conflict):
    code = "role_is_held"
    title = "Somebody still holds this role."


class UnknownRight(Invalid):
    code = "unknown_right"
    title = "There is no such right."


class KeyNotFound(NotFound):
    code = "key_not_found"
    title = "There is no such API key."


class KeyIsOver(Conflict):
    code = "key_is_over"
    title = "This API key was revoked or has expired."


class TooManyKeys(Conflict):
    code = "too_many_keys"
    title = "An account has at most 25 API keys at a time."


class UnknownScope(Invalid):
    code = "unknown_scope"
    title = "An API key can't have this scope."


class InvalidKeyExpiry(Invalid):
    code = "invalid_key_expiry"
    title = "An API key expires in the future, within a year, or never."


class InvalidKey(Unauthorized):
    code = "invalid_api_key"
    title = "The API key is not valid."


class KeyNotAccepted(Forbidden):
    code = "key_not_accepted"
    title = "An API key can't do that, or lacks the scope for it."


class SecondFactorRequired(Unauthorized):
    """The first factor is right; ``challenge`` is to be answered with a code."""

    code = "second_factor_required"
    title = "Answer the challenge with a code of the second factor."


class InvalidChallenge(Unauthorized):
    code = "invalid_challenge"
    title = "The challenge is unknown, used up or too old; sign in again."


class InvalidCode(Unauthorized):
    code = "invalid_code"
    title = "The code is wrong, or was used before."


class FactorMissing(Forbidden):
    code = "second_factor_missing"
    title = "A role of this account demands a second factor; add one and sign in with it."


class FactorExists(Conflict):
    code = "second_factor_exists"
    title = "The account has a second factor; remove it first."


class NoFactor(Conflict):
    code = "no_second_factor"
    title = "The account has no second factor."


class OwnFactor(Forbidden):
    code = "own_second_factor"
    title = "One's own second factor is removed by a code of it, not as staff."


class FactorDemanded(Conflict):
    code = "second_factor_demanded"
    title = "A role of this account demands its second factor."


class FreshSignInNeeded(Forbidden):
    code = "fresh_sign_in_needed"
    title = "Sign in anew; that was too long ago for this."


class SessionNotFound(NotFound):
    code = "session_not_found"
    title = "There is no such session."


class SigningKeyNotFound(NotFound):
    code = "signing_key_not_found"
    title = "There is no such signing key."


class NoSigningKey(Unavailable):
    code = "no_signing_key"
    title = "There is no key to sign with; rotate the signing keys."


class SigningKeyInUse(Conflict):
    code = "signing_key_in_use"
    title = "This key signs; rotate first."


class ProviderNotFound(NotFound):
    code = "provider_not_found"
    title = "There is no such provider."


class ProviderUnreachable(Unavailable):
    code = "provider_unreachable"
    title = "The provider does not answer; try again later."


class InvalidState(BadRequest):
    code = "invalid_state"
    title = "This sign-in was not begun here, is over, or took too long; begin anew."


class ProviderRefused(Unauthorized):
    """What the provider sent is not believed, or it said no; which of it is for the log."""

    code = "provider_refused"
    title = "The provider did not confirm who you are."


class EmailNotConfirmed(Forbidden):
    code = "foreign_email_unverified"
    title = "The provider does not vouch for your email address."


class LinkFirst(Conflict):
    code = "sign_in_and_link"
    title = "An account with this email exists; sign in to it and link the provider there."


class IdentityTaken(Conflict):
    code = "identity_taken"
    title = "This identity belongs to another account, or the account has one of this provider."


class IdentityNotFound(NotFound):
    code = "identity_not_found"
    title = "No identity of this provider is linked."


class LastWayIn(Conflict):
    code = "last_way_in"
    title = "There would be no way left to sign in; set a password first."


class NoNewAccounts(Forbidden):
    code = "no_new_accounts"
    title = "This shop takes no new accounts."


class WrongPassword(Forbidden):
    """Asked of who is signed in already: his session stays good, so it is no 401."""

    code = "wrong_password"
    title = "The current password is wrong."


class EmailNotVerified(Forbidden):
    code = "email_not_verified"
    title = "Open the link in the mail that we sent you first."


class InvalidLink(BadRequest):
    code = "invalid_link"
    title = "The link is not valid, was used before, or is too old; ask for a new one."


class InvalidResetCode(BadRequest):
    code = "invalid_reset_code"
    title = "The code is wrong, was used or tried too often, or is too old; ask for a new one."


class SameEmail(Conflict):
    code = "same_email"
    title = "This is the account's email already."
