"""Rights over payments."""

PAYMENTS_READ = "payments:read"
PAYMENTS_CAPTURE = "payments:capture"
PAYMENTS_REFUND = "payments:refund"
