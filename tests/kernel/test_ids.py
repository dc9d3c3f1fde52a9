"""Ids: time-ordered, unique, and parsed without raising."""

import pytest

from shopwright.kernel import ids


def test_ids_grow_in_the_order_in_which_they_are_made() -> None:
    made = [ids.new() for _ in range(5000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {each.version for each in made} == {7}


def test_an_id_is_read_with_and_without_hyphens() -> None:
    made = ids.new()

    assert ids.parse(str(made)) == made
    assert ids.parse(made.hex) == made
    assert ids.parse(str(made).upper()) == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "nobody",
        "g" * 32,
        "0" * 31,
        "0" * 33,
        "0" * 37,
        "\x00" * 32,
        "é" * 32,
        "-" * 36,
        "../../etc/passwd",
        "0" * 1_000_000,
        "urn:uuid:0197c1de-0000-7000-8000-000000000000",
    ],
    ids=range(13),
)
def test_what_is_no_id_names_nothing(text: str) -> None:
    assert ids.parse(text) is None
