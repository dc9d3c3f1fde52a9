"""Numbers of a series: each year and number its own text, and nothing of a form is carried out."""

import pytest

from shopwright.kernel.series import numbered, tells_apart


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("{year}-{number:05}", "2026-00042"),
        ("R{number}/{year}", "R42/2026"),
        ("{year}{number:01}", "202642"),
        ("{number:02}.{year}", "42.2026"),
        ("{year.__class__}-{number}", "{year.__class__}-42"),
    ],
)
def test_places_are_filled_and_nothing_else(form: str, shown: str) -> None:
    assert numbered(form, year=2026, number=42) == shown


@pytest.mark.parametrize(
    "form", ["", "{year}", "{number}", "{year}-{number:x}", "{number}{}{year}", "{year}{serial}"]
)
def test_a_form_that_gives_numbers_twice_is_none(form: str) -> None:
    assert not tells_apart(form)


def test_the_usual_forms_tell_numbers_apart() -> None:
    assert all(map(tells_apart, ["{year}-{number:05}", "C{year}-{number:05}", "{number}/{year}"]))
