"""What can go wrong with reports."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound, PreconditionFailed


class ReportNotFound(NotFound):
    code = "report_not_found"
    title = "There is no such report."


class ReportChanged(PreconditionFailed):
    code = "report_changed"
    title = "Somebody else has changed the report meanwhile."


class NotARecipient(Conflict):
    code = "not_a_recipient"
    title = "A report goes to active staff who may see what is in it, and to nobody else."


class UnusableRhythm(Invalid):
    code = "unusable_rhythm"
    title = "A weekly report comes on a day from 1 (Monday) to 7, a monthly one from 1 to 28."


class TooManyReports(Conflict):
    code = "too_many_reports"
    title = "There are as many reports as there may be."
