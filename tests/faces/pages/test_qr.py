"""QR codes: squares that other programs make of the same text, and their picture."""

from hashlib import sha256

import pytest

from shopwright.faces.pages.qr import path_of, squares

ADDRESS = "otpauth://totp/Shopwright:robin%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Shopwright"


def digest(text: str, mask: int) -> str:
    rows = ["".join("10"[not each] for each in row) for row in squares(text, mask)]
    return sha256("\n".join(rows).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("length", "mask", "expected"),
    [
        (3, 0, "d69b2300d3a06e0d"),
        (40, 1, "70a9dcbfb430e898"),
        (88, 2, "c636c6f1b80e3642"),
        (120, 3, "8526c71eec5f156d"),
        (180, 4, "a38cd0c5a2111801"),
        (213, 5, "ef799726a6215e3a"),
        (300, 6, "d4231f25f5e88969"),
        (600, 7, "8b65ae992e9ef730"),
    ],
)
def test_squares_are_those_of_the_standard(length: int, mask: int, expected: str) -> None:
    """As an encoder of another origin draws them, for versions with and without all kinds of marks."""
    text = (ADDRESS * 8)[:length]

    assert digest(text, mask) == expected


def test_the_picture_has_a_quiet_border_of_four_squares() -> None:
    path, side = path_of("tea")

    assert side == 21 + 8
    assert path.startswith("M4 4h7v1h-7z")


def test_what_no_code_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        path_of("x" * 700)
