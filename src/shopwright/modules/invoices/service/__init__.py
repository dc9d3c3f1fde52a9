"""Issuing invoices and credit notes."""

from shopwright.modules.invoices.service.following import follow
from shopwright.modules.invoices.service.issuing import issue_now

__all__ = ["follow", "issue_now"]
