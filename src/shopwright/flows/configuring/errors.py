"""What can go wrong with a file that configures the shop."""

from shopwright.kernel.errors import BadRequest


class UnreadableConfiguration(BadRequest):
    code = "unreadable_configuration"
    title = "The file does not configure a shop."
