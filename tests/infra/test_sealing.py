import base64
from pathlib import Path

import pytest
from pydantic import ValidationError

from shopwright.infra.db.engine import for_reading, open_engine
from shopwright.infra.sealing import (
    Keyring,
    NoKeyring,
    UnknownFieldKey,
    UnreadableField,
    UnusableKeys,
    key_of,
    keyring_from,
    keyring_of,
)
from shopwright.infra.settings import Settings
from shopwright.kernel import ids

OLD, NEW = b"o" * 32, b"n" * 32
PLACE = "addresses.line1"
ROW = ids.new()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({"k1": OLD})


def test_what_is_sealed_opens_in_its_place_and_shows_nothing(keyring: Keyring):
    sealed = keyring.seal("1 Mill Lane", place=PLACE, row=ROW)

    assert sealed.startswith("k1.")
    assert "Mill" not in sealed
    assert keyring.unseal(sealed, place=PLACE, row=ROW) == "1 Mill Lane"
    assert keyring.unseal(sealed, place=PLACE, row=str(ROW)) == "1 Mill Lane"


def test_the_same_text_is_sealed_differently_each_time(keyring: Keyring):
    first = keyring.seal("1 Mill Lane", place=PLACE, row=ROW)
    second = keyring.seal("1 Mill Lane", place=PLACE, row=ROW)

    assert first != second


def test_a_value_moved_to_another_row_does_not_open(keyring: Keyring):
    sealed = keyring.seal("1 Mill Lane", place=PLACE, row=ROW)

    with pytest.raises(UnreadableField):
        keyring.unseal(sealed, place=PLACE, row=ids.new())


def test_a_value_moved_to_another_column_does_not_open(keyring: Keyring):
    sealed = keyring.seal("1 Mill Lane", place=PLACE, row=ROW)

    with pytest.raises(UnreadableField):
        keyring.unseal(sealed, place="addresses.line2", row=ROW)


def test_no_bit_of_a_value_can_be_flipped(keyring: Keyring):
    sealed = keyring.seal("York", place=PLACE, row=ROW)
    name, _, encoded = sealed.partition(".")
    raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))

    for bit in range(len(raw) * 8):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        changed = base64.urlsafe_b64encode(flipped).decode().rstrip("=")
        with pytest.raises(UnreadableField):
            keyring.unseal(f"{name}.{changed}", place=PLACE, row=ROW)


def test_each_shortened_value_is_refused(keyring: Keyring):
    sealed = keyring.seal("York", place=PLACE, row=ROW)

    for length in range(1, len(sealed)):
        with pytest.raises(UnreadableField):
            keyring.unseal(sealed[:length], place=PLACE, row=ROW)


def test_another_key_of_the_same_name_does_not_open(keyring: Keyring):
    sealed = keyring.seal("York", place=PLACE, row=ROW)

    with pytest.raises(UnreadableField):
        Keyring({"k1": NEW}).unseal(sealed, place=PLACE, row=ROW)


def test_a_value_under_the_name_of_another_key_does_not_open():
    ring = Keyring({"k1": OLD, "k2": NEW})
    _, _, encoded = ring.seal("York", place=PLACE, row=ROW).partition(".")

    with pytest.raises(UnreadableField):
        ring.unseal(f"k2.{encoded}", place=PLACE, row=ROW)


def test_an_unknown_key_is_named(keyring: Keyring):
    sealed = Keyring({"k9": NEW}).seal("York", place=PLACE, row=ROW)

    with pytest.raises(UnknownFieldKey, match="k9"):
        keyring.unseal(sealed, place=PLACE, row=ROW)


@pytest.mark.parametrize("plain", ["1 Mill Lane", "k1.York", "k1." + "A" * 60, "k1." + "é" * 60])
def test_plain_text_never_passes_for_sealed(keyring: Keyring, plain: str):
    with pytest.raises(UnreadableField):
        keyring.unseal(plain, place=PLACE, row=ROW)


def test_an_error_does_not_repeat_what_it_was_given(keyring: Keyring):
    with pytest.raises(UnreadableField) as refused:
        keyring.unseal("1 Mill Lane", place=PLACE, row=ROW)

    assert "Mill" not in f"{refused.value.detail}{refused.value.extra}"


def test_an_empty_text_stays_empty(keyring: Keyring):
    assert keyring.seal("", place=PLACE, row=ROW) == ""
    assert keyring.unseal("", place=PLACE, row=ROW) == ""


@pytest.mark.parametrize("plain", ["x", "\u00e9\U0001f600", "long " * 20_000])
def test_texts_of_any_length_and_script_come_back(keyring: Keyring, plain: str):
    sealed = keyring.seal(plain, place=PLACE, row=ROW)

    assert keyring.unseal(sealed, place=PLACE, row=ROW) == plain


def test_the_first_key_seals_and_all_open():
    before = Keyring({"k1": OLD}).seal("York", place=PLACE, row=ROW)

    ring = Keyring({"k2": NEW, "k1": OLD})
    after = ring.seal("York", place=PLACE, row=ROW)

    assert (key_of(before), key_of(after)) == ("k1", "k2")
    assert ring.unseal(before, place=PLACE, row=ROW) == "York"
    assert ring.unseal(after, place=PLACE, row=ROW) == "York"


@pytest.mark.parametrize("keys", [{}, {"k1": b"short"}, {"K 1": OLD}, {"": OLD}])
def test_unusable_keys_are_refused(keys: dict[str, bytes]):
    with pytest.raises(UnusableKeys):
        Keyring(keys)


def test_a_shop_without_keys_derives_one_that_depends_on_its_secret():
    one, other = keyring_from([], secret="a" * 40), keyring_from([], secret="b" * 40)
    sealed = one.seal("York", place=PLACE, row=ROW)

    assert keyring_from([], secret="a" * 40).unseal(sealed, place=PLACE, row=ROW) == "York"
    with pytest.raises(UnknownFieldKey):
        other.unseal(sealed, place=PLACE, row=ROW)


def test_a_shop_that_gets_keys_still_opens_what_the_derived_one_sealed():
    sealed = keyring_from([], secret="a" * 40).seal("York", place=PLACE, row=ROW)

    ring = keyring_from([("k1", OLD)], secret="a" * 40)

    assert ring.sealing_key == "k1"
    assert ring.unseal(sealed, place=PLACE, row=ROW) == "York"


def test_a_blind_index_finds_a_value_in_its_own_column_whatever_the_keys():
    before, after = (
        keyring_from([("k1", OLD)], secret="a" * 40),
        keyring_from([("k2", NEW)], secret="a" * 40),
    )

    found = before.blind("+441904555123", place="users.phone")

    assert found == after.blind("+441904555123", place="users.phone")
    assert found != before.blind("+441904555123", place="orders.phone")
    assert found != keyring_from([], secret="b" * 40).blind("+441904555123", place="users.phone")


@pytest.mark.anyio
async def test_each_connection_of_an_engine_carries_its_ring(tmp_path: Path, keyring: Keyring):
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.db'}", keyring=keyring)

    async with engine.connect() as writing, for_reading(engine).connect() as reading:
        assert keyring_of(writing) is keyring
        assert keyring_of(reading) is keyring
    await engine.dispose()


@pytest.mark.anyio
async def test_an_engine_without_a_ring_says_so(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'shop.db'}")

    async with engine.connect() as db:
        with pytest.raises(NoKeyring):
            keyring_of(db)
    await engine.dispose()


def test_settings_hold_keys_in_order_and_hide_them():
    encoded = base64.b64encode(NEW).decode()
    urlsafe = base64.urlsafe_b64encode(b"\xff" * 32).decode()

    settings = Settings(_env_file=None, field_keys=f"k2:{encoded}, k1:{urlsafe}")

    assert settings.named_field_keys == [("k2", NEW), ("k1", b"\xff" * 32)]
    assert encoded not in repr(settings)


@pytest.mark.parametrize(
    "text",
    ["k1", "k1:", "k1:c2hvcnQ=", "k1:%%%", "derived-1:" + "A" * 43 + "=", "K:" + "A" * 43 + "="],
)
def test_settings_refuse_what_is_no_key(text: str):
    with pytest.raises(ValidationError):
        Settings(_env_file=None, field_keys=text)


def test_settings_refuse_two_keys_of_one_name():
    key = base64.b64encode(NEW).decode()

    with pytest.raises(ValidationError):
        Settings(_env_file=None, field_keys=f"k1:{key},k1:{key}")
