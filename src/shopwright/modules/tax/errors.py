"""What can go wrong with tax."""

from shopwright.kernel.errors import Conflict, Invalid, NotFound


class TaxZoneNotFound(NotFound):
    code = "tax_zone_not_found"
    title = "There is no such tax zone."


class TaxZoneExists(Conflict):
    code = "tax_zone_exists"
    title = "There is a tax zone of this country, region and postal codes already."


class InvalidTaxZone(Invalid):
    code = "invalid_tax_zone"
    title = "The tax zone can't be used."


class InvalidVatNumber(Invalid):
    code = "invalid_vat_number"
    title = "This is not a VAT identification number of a member state of the European Union."


class UnreadableRates(Invalid):
    code = "unreadable_tax_rates"
    title = "The file of tax rates can't be read."
