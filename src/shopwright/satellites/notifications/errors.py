"""What can go wrong with mails."""

from shopwright.kernel.errors import NotFound


class UnknownMail(NotFound):
    code = "unknown_mail"
    title = "There is no such mail."
