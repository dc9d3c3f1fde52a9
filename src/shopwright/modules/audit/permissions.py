"""Rights over the audit trail."""

AUDIT_READ = "audit:read"
AUDIT_EXPORT = "audit:export"

MEANINGS = {
    AUDIT_READ: "See what was done, when, by whom and from where.",
    AUDIT_EXPORT: "Take the whole trail out as a file.",
}
