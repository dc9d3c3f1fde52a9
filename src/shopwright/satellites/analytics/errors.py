"""What can go wrong with questions about sales."""

from shopwright.kernel.errors import Invalid


class SpanUpsideDown(Invalid):
    code = "span_upside_down"
    title = "A span of days ends no earlier than it begins."


class SpanTooLong(Invalid):
    code = "span_too_long"
    title = "The span is too long to be cut into pieces that small."


class AnswerTooLarge(Invalid):
    code = "analytics_too_large"
    title = "That would be too many lines: ask for a shorter span or larger pieces, or have it exported."
