"""VAT identification numbers."""

from stdnum.eu import vat

from shopwright.modules.tax.contracts import VatNumber
from shopwright.modules.tax.errors import InvalidVatNumber

LONGEST = 20
_COUNTRIES = {"EL": "GR"}


def checked_vat_number(text: str) -> VatNumber:
    """A number of a member state, its form and check digits looked at; whether it was given out is not known here.

    Raises:
        InvalidVatNumber: no such number can exist.
    """
    compact = vat.compact(text) if len(text) <= 2 * LONGEST and text.isascii() else ""
    if not compact or len(compact) > LONGEST or not vat.is_valid(compact):
        raise InvalidVatNumber
    prefix = compact[:2].upper()
    return VatNumber(_COUNTRIES.get(prefix, prefix), compact.upper())
