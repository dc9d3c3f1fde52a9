"""Rights over payments."""

PAYMENTS_READ = "payments:read"
PAYMENTS_CAPTURE = "payments:capture"
PAYMENTS_REFUND = "payments:refund"
PAYMENTS_RECORD = "payments:record"
CASES_RESOLVE = "payments:resolve"

MEANINGS = {
    PAYMENTS_READ: "See the log of every payment.",
    PAYMENTS_CAPTURE: "Charge what was authorised.",
    PAYMENTS_REFUND: "Give money back.",
    PAYMENTS_RECORD: "Note money that came or went by hand.",
    CASES_RESOLVE: "Close cases in which the books differ from a provider's.",
}
