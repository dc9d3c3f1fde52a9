"""Decisions about tax, pure."""

from shopwright.modules.tax.rules.numbers import checked_vat_number
from shopwright.modules.tax.rules.places import checked_zone, zone_of
from shopwright.modules.tax.rules.stage import tax_stage
from shopwright.modules.tax.rules.union import union_zones

__all__ = [
    "checked_vat_number",
    "checked_zone",
    "tax_stage",
    "union_zones",
    "zone_of",
]
