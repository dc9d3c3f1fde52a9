"""Rights over payments."""

PAYMENTS_READ = "payments:read"
PAYMENTS_CAPTURE = "payments:capture"
PAYMENTS_REFUND = "payments:refund"

MEANINGS = {
    PAYMENTS_READ: "See the log of every payment.",
    PAYMENTS_CAPTURE: "Charge what was authorised.",
    PAYMENTS_REFUND: "Give money back.",
}
