"""Issuing invoices and credit notes."""

from shopwright.modules.invoices.ports import Office, Printer
from shopwright.modules.invoices.service.following import follow
from shopwright.modules.invoices.service.issuing import issue_now
from shopwright.modules.invoices.service.journal import journal_lines

__all__ = ["Office", "Printer", "follow", "issue_now", "journal_lines"]
