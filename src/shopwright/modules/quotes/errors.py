"""What can go wrong with a quote."""

from shopwright.kernel.errors import Invalid


class NothingToQuote(Invalid):
    code = "nothing_to_buy"
    title = "There is nothing to buy."


class UnsoundQuote(Invalid):
    code = "unsound_quote"
    title = "The lines and adjustments do not fit together."
