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
    if len(text) > 2 * LONGEST or not text.isascii() or not vat.is_valid(text):
        raise InvalidVatNumber
    compact = str(vat.compact(text)).upper()
    if len(compact) > LONGEST:
        raise InvalidVatNumber
    return VatNumber(_COUNTRIES.get(compact[:2], compact[:2]), compact)
