"""What can go wrong: the families of errors, each with one HTTP status."""

from typing import ClassVar


class ShopError(Exception):
    """The root of each error that a caller may be told.

    A subclass names its ``code`` (stable, documented) and ``title`` (one sentence for people); ``detail`` says what
    happened this time, and ``extra`` holds machine-readable members of the problem document.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong."

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        self.detail = detail or self.title
        self.extra = extra
        super().__init__(self.detail)


class BadRequest(ShopError):
    status = 400
    code = "bad_request"
    title = "The request can't be understood."


class Unauthorized(ShopError):
    status = 401
    code = "unauthorized"
    title = "Sign in first."


class PaymentRequired(ShopError):
    status = 402
    code = "payment_required"
    title = "The payment did not go through."


class Forbidden(ShopError):
    status = 403
    code = "forbidden"
    title = "You may not do that."


class NotFound(ShopError):
    status = 404
    code = "not_found"
    title = "There is no such thing."


class Conflict(ShopError):
    status = 409
    code = "conflict"
    title = "The state of things does not allow that."


class Gone(ShopError):
    status = 410
    code = "gone"
    title = "It is no longer here."


class PreconditionFailed(ShopError):
    status = 412
    code = "precondition_failed"
    title = "It was changed by somebody else in the meantime."


class Invalid(ShopError):
    status = 422
    code = "invalid"
    title = "The values given can't be accepted."


class TooMany(ShopError):
    status = 429
    code = "too_many_requests"
    title = "Too many requests; try again later."


class Unavailable(ShopError):
    status = 503
    code = "unavailable"
    title = "The service can't answer now; try again later."


class InvalidMoney(Invalid):
    code = "invalid_money"
    title = "The amount is not valid for its currency."


class CurrencyMismatch(Conflict):
    code = "currency_mismatch"
    title = "Amounts of two currencies can't be added or compared."


class InvalidText(Invalid):
    code = "invalid_text"
    title = "The text holds characters that are not accepted."


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    title = "The cursor is not one that this list gave."
