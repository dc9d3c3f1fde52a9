"""Numbers of payment cards are known by their looks; what else has many digits passes."""

import pytest

from shopwright.kernel.text import holds_card_number


@pytest.mark.parametrize(
    "written",
    [
        "4242424242424242",
        "4242 4242 4242 4242",
        "4242-4242-4242-4242",
        "4242.4242.4242.4242",
        "4242\u00a04242\u00a04242\u00a04242",
        "4242 \u2013 4242 \u2013 4242 \u2013 4242".replace(" \u2013 ", "\u2013 "),
        "my card is 5555555555554444, valid until 12/29",
        "378282246310005",
        "3714 496353 98431",
        "6011111111111117",
        "2223003122003222",
        "4000000000000000006",
        "\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12\uff14\uff12",
        "first\n4242424242424242\nlast",
        "(4242424242424242)",
    ],
)
def test_numbers_of_cards_are_seen(written: str) -> None:
    assert holds_card_number(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Lindenweg 4, 8010 Graz",
        "+4915123456789",
        "+49 1512 3456789 12",
        "0049 1512 3456789",
        "4242424242424241",  # its last digit is wrong
        "424242424242",  # twelve digits
        "42424242424242424242",  # twenty
        "DE89370400440532013000",
        "AT611904300234573201",
        "order 1001, parcel 00340434161094042557",
        "1Z4242424242424242",
        "0000000000000000",
        "1234567890123456",
        "01a1fcbc-ec72-717c-a42e-d52c2e2030cb",
        "2026-11-21 06:34:31",
        "4444444444444444",
    ],
)
def test_other_numbers_pass(written: str) -> None:
    assert not holds_card_number(written)
