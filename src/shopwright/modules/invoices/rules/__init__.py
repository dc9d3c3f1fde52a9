"""Decisions about documents: when they are due, what stands in them, how they are numbered; pure."""

from shopwright.modules.invoices.rules.crediting import credited, credits_due, naming
from shopwright.modules.invoices.rules.drawing import Known, drawn
from shopwright.modules.invoices.rules.numbering import day_in
from shopwright.modules.invoices.rules.parts import AN_AMOUNT, Parts, taken_back
from shopwright.modules.invoices.rules.standing import is_due, may_invoice

__all__ = [
    "AN_AMOUNT",
    "Known",
    "Parts",
    "credited",
    "credits_due",
    "day_in",
    "drawn",
    "is_due",
    "may_invoice",
    "naming",
    "taken_back",
]
