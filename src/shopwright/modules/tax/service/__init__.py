"""Every change of tax."""

from shopwright.modules.tax.rules import checked_vat_number, tax_stage
from shopwright.modules.tax.service.lists import take_rates, take_union
from shopwright.modules.tax.service.zones import add_zone, change_zone, remove_zone

__all__ = [
    "add_zone",
    "change_zone",
    "checked_vat_number",
    "remove_zone",
    "take_rates",
    "take_union",
    "tax_stage",
]
