"""Which language somebody reads."""

import pytest

from shopwright.kernel.languages import preferred

KNOWN = ("en", "de")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("de-AT, en;q=0.5", "de"),
        ("fr, en;q=0.4, de;q=0.9", "de"),
        ("fr", None),
        ("", None),
        ("de;q=x, en;q=0.1", "en"),
        ("de; q=0.5 , en ; q=0.7", "en"),
        ("en;q=0", None),
        ("en;q=nan, de;q=0.1", "de"),
    ],
)
def test_the_first_known_language_by_weight_is_taken(header: str, found: str | None) -> None:
    assert preferred(header, KNOWN) == found
