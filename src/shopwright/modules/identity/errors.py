"""What can go wrong with accounts, sessions and rights."""

from shopwright.kernel.errors import (
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
