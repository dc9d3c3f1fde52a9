"""Names and waits, as pure decisions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.modules.identity import rules
from shopwright.modules.identity.errors import InvalidEmail, InvalidUsername

ANYTHING = st.text() | st.text(st.characters(codec="ascii")) | st.emails()


@given(ANYTHING)
def test_an_email_is_refused_or_becomes_one_in_ascii_that_stays_what_it_is(typed: str) -> None:
    try:
        stored, unique = rules.email_of(typed)
    except InvalidEmail:
        return

    assert stored.isascii()
    assert stored.isprintable()
    assert unique == stored.lower()
    assert rules.email_of(stored)[1] == rules.email_of(unique)[1] == unique


@given(ANYTHING)
def test_a_username_is_refused_or_becomes_one_that_no_email_can_be(typed: str) -> None:
    try:
        username = rules.username_of(typed)
    except InvalidUsername:
        return

    assert username.isascii()
    assert "@" not in username
    assert rules.username_of(username.upper()) == username
    assert rules.identifier_of(username) == username


@given(st.text())
def test_any_typed_name_has_a_key_of_fixed_length(typed: str) -> None:
    assert len(rules.account_key(typed)) == len("account:") + 64


@given(st.text() | st.ip_addresses().map(str))
def test_any_address_has_a_key_that_fits(address: str) -> None:
    assert len(rules.address_key(address)) <= 80


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (10, 32), (17, 3600), (10**6, 3600)]
)
def test_waits_double_from_one_second_to_an_hour(attempts: int, seconds: int) -> None:
    assert rules.pause_after(attempts, free=5) == timedelta(seconds=seconds)


@given(st.integers(0, 1000), st.integers(0, 50))
def test_waits_never_get_shorter(attempts: int, free: int) -> None:
    assert rules.pause_after(attempts, free) <= rules.pause_after(attempts + 1, free)
