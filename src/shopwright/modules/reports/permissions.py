"""Rights over reports."""

REPORTS_MANAGE = "reports:manage"

MEANINGS = {REPORTS_MANAGE: "Have reports made and mailed to staff by themselves."}
