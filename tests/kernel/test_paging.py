"""Cursors: opaque, read back as they were made, refused where the list did not give them."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.paging import Page, decode_cursor, encode_cursor, id_in_cursor

KEYS = st.lists(
    st.none()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126), max_size=40),
    max_size=4,
)


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(KEYS)
def test_a_cursor_gives_back_the_keys_that_were_put_in(keys: list[str | int | None]) -> None:
    assert decode_cursor(encode_cursor("newest", *keys), "newest", len(keys)) == keys


def test_a_cursor_is_made_of_letters_that_an_address_may_hold() -> None:
    cursor = encode_cursor("newest", "Crème & brûlée?/+", 2**62)

    assert set(cursor) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "a",
        "%00",
        "not base64!",
        "é" * 8,
        "x" * 513,
        forged(None),
        forged("newest"),
        forged({"newest": 1}),
        forged([]),
        forged(["newest"]),
        forged(["newest", 1, 2]),
        forged(["oldest", 1]),
        forged([1, "newest"]),
        forged(["newest", True]),
        forged(["newest", 1.5]),
        forged(["newest", [1]]),
        forged(["newest", {"a": 1}]),
        forged(["newest", 2**63]),
        forged(["newest", -(2**63)]),
        forged(["newest", "a\x00b"]),
        forged(["newest", "\ud800"]),
        forged(["newest", "\u202egnp.exe"]),
        base64.urlsafe_b64encode(b'["newest",NaN]').decode(),
        base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode(),
        base64.urlsafe_b64encode(b"[" * 380).decode(),
        base64.urlsafe_b64encode(b'["newest",' + b"9" * 300 + b"]").decode(),
    ],
)
def test_a_cursor_that_no_list_gave_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, "newest", 1)


@given(st.text(max_size=600))
def test_any_text_is_read_or_refused_and_nothing_else(cursor: str) -> None:
    try:
        keys = decode_cursor(cursor, "newest", 1)
    except InvalidCursor:
        return
    assert len(keys) == 1


def test_the_id_in_a_cursor_is_read_back() -> None:
    last = ids.new()

    assert id_in_cursor(encode_cursor("orders", str(last)), "orders") == last


@pytest.mark.parametrize("key", [None, 7, "", "nobody", "0" * 31])
def test_a_cursor_whose_key_is_no_id_is_refused(key: str | int | None) -> None:
    with pytest.raises(InvalidCursor):
        id_in_cursor(encode_cursor("orders", key), "orders")


@pytest.mark.parametrize(
    ("page", "has_more"),
    [
        (Page([1], 1, next_cursor="x"), True),
        (Page([1], 1), False),
        (Page([1, 2], 2, total=5, offset=0), True),
        (Page([5], 2, total=5, offset=4), False),
        (Page([], 2, total=5, offset=90), False),
    ],
)
def test_a_page_knows_whether_more_follows(page: Page[int], has_more: bool) -> None:  # noqa: FBT001 - a column of the table
    assert page.has_more is has_more
