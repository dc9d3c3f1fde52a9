"""What can go wrong with profiles and addresses."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound


class AddressNotFound(NotFound):
    code = "address_not_found"
    title = "There is no such address."


class InvalidAddress(Invalid):
    code = "invalid_address"
    title = "The address is not complete."


class AddressBookFull(Conflict):
    code = "address_book_full"
    title = "No more addresses can be kept; remove one first."


class InvalidProfile(Invalid):
    code = "invalid_profile"
    title = "The profile can't be accepted."
