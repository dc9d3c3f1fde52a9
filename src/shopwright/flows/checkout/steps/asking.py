"""What somebody asks to order, looked through before any Work."""

from dataclasses import replace

from shopwright.flows.checkout.contracts import PlaceOrder
from shopwright.modules.customers import service as customers
from shopwright.modules.tax import service as tax


def checked(wanted: PlaceOrder) -> PlaceOrder:
    """The request with its addresses and VAT number in the form in which they are kept.

    Raises:
        InvalidAddress, InvalidVatNumber: see :func:`shopwright.flows.checkout.run.place`.
    """
    shipping, billing = wanted.shipping_address, wanted.billing_address
    number = wanted.vat_number
    return replace(
        wanted,
        shipping_address=customers.checked_address(shipping) if shipping else None,
        billing_address=customers.checked_address(billing) if billing else None,
        vat_number=tax.checked_vat_number(number).number if number else "",
    )
