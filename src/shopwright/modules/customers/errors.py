"""What can go wrong with profiles, addresses and requests about personal data."""

from shopwright.kernel.errors import Conflict, Gone, Invalid, NotFound


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


class UnknownCountry(NotFound):
    code = "unknown_country"
    title = "There is no country of this code (ISO 3166-1 alpha-2)."


class NoteNotFound(NotFound):
    code = "note_not_found"
    title = "There is no such note."


class DataRequestNotFound(NotFound):
    code = "data_request_not_found"
    title = "There is no such request."


class DataRequestOpen(Conflict):
    code = "data_request_open"
    title = "A request of this kind is being worked on already."


class DataRequestClosed(Conflict):
    code = "data_request_closed"
    title = "The request can't be taken back any more."


class ExportGone(Gone):
    code = "export_gone"
    title = "The archive was taken, or its time is over; ask for a new one."


class GroupNotFound(NotFound):
    code = "customer_group_not_found"
    title = "There is no such group of customers."


class GroupExists(Conflict):
    code = "customer_group_exists"
    title = "There is a group of this name already."
