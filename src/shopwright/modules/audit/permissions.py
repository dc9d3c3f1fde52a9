"""Rights over the audit trail."""

AUDIT_READ = "audit:read"
