"""Text that people write: what harms is refused, the rest is kept, addresses are plain."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import text
from shopwright.kernel.errors import InvalidText
from tests.support.shared_data import shared

ADDRESS = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*)?")


@pytest.mark.parametrize(
    "given_text",
    ["a\x00b", "\x07", "\x1b[31m", "\x7f", "\x85", "\ud800", "a\udfff", "\u202egnp.exe", "\u2066x"],
)
def test_what_harms_is_refused(given_text: str) -> None:
    with pytest.raises(InvalidText):
        text.clean(given_text)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  tea  ", "tea"),
        ("one\ntwo\tthree\r\n", "one\ntwo\tthree"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("日本語", "日本語"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("שלום", "שלום"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Robert'); DROP TABLE students;--", "Robert'); DROP TABLE students;--"),
        ("", ""),
    ],
)
def test_what_does_no_harm_is_kept(given_text: str, kept: str) -> None:
    assert text.clean(given_text) == kept


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_any_text_is_cleaned_or_refused(given_text: str) -> None:
    fault = text.fault_of(given_text)

    if fault is not None:
        with pytest.raises(InvalidText, match=fault):
            text.clean(given_text)
        return
    cleaned = text.clean(given_text)
    assert text.clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Crème brûlée, 2 pcs", "creme-brulee-2-pcs"),
        ("Straße & Gasse", "strasse-gasse"),
        ("Øl fra Ærø", "ol-fra-aero"),
        ("Łódź", "lodz"),
        ("\uff26\uff35\uff2c\uff2c\u3000\uff57idth", "full-width"),
        ("--a--b--", "a-b"),
        ("日本語", ""),
        ("'; DROP TABLE", "drop-table"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_slug_is_a_plain_part_of_an_address(title: str, slug: str) -> None:
    assert text.slugify(title) == slug


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_gives_a_slug_that_is_its_own_slug(title: str) -> None:
    slug = text.slugify(title)

    assert ADDRESS.fullmatch(slug)
    assert len(slug) <= text.LONGEST_SLUG
    assert text.slugify(slug) == slug


def test_a_long_title_is_cut_without_a_hyphen_at_the_end() -> None:
    assert text.slugify("a" * 99 + " b") == "a" * 99


def test_naughty_strings_are_kept_or_refused_and_make_plain_slugs() -> None:
    naughty = json.loads(shared("reference/naughty_strings_blns.json").read_text(encoding="utf-8"))

    for each in naughty:
        if text.fault_of(each) is None:
            assert text.clean(each) == unicodedata.normalize("NFC", each).strip()
        else:
            with pytest.raises(InvalidText):
                text.clean(each)
        assert ADDRESS.fullmatch(text.slugify(each))
    assert len(naughty) > 500
