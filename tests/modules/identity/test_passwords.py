"""Passwords, their hashes and the threads that make them."""

import anyio
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from shopwright.modules.identity import passwords as room
from shopwright.modules.identity import rules
from shopwright.modules.identity.errors import HashingBusy, WeakPassword
from shopwright.modules.identity.passwords import Passwords, Verdict
from tests.support.people import PASSWORD, PASSWORD_HASH

pytestmark = pytest.mark.anyio
RIGHT, WRONG = Verdict(is_right=True), Verdict(is_right=False)


async def test_a_hash_is_argon2id_of_the_prescribed_cost() -> None:
    hashed = await Passwords(1).hash(PASSWORD)

    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD_HASH.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_only_the_right_password_is_right() -> None:
    passwords = Passwords(1)

    assert await passwords.verify(PASSWORD, PASSWORD_HASH) == RIGHT
    assert await passwords.verify(PASSWORD + " ", PASSWORD_HASH) == WRONG
    assert await passwords.verify("", PASSWORD_HASH) == WRONG


async def test_no_password_is_right_for_an_account_without_one_or_with_a_garbled_hash() -> None:
    passwords = Passwords(1)

    assert await passwords.verify("nobody's password", None) == WRONG
    assert await passwords.verify(PASSWORD, "") == WRONG
    assert await passwords.verify(PASSWORD, "plain text") == WRONG


def test_the_dummy_costs_what_a_real_hash_costs() -> None:
    dummy = room._DUMMIES["argon2id"]
    assert dummy.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert len(dummy) == len(PASSWORD_HASH)


@pytest.mark.parametrize("prefix", ["2a", "2b"])
async def test_a_bcrypt_hash_is_read_and_replaced(prefix: str) -> None:
    passwords = Passwords(1)
    old = BcryptHasher(rounds=4, prefix=prefix).hash(PASSWORD)  # type: ignore[arg-type]

    verdict = await passwords.verify(PASSWORD, old)

    assert verdict.is_right
    assert verdict.new_hash is not None
    assert verdict.new_hash.startswith("$argon2id$")
    assert await passwords.verify(PASSWORD, verdict.new_hash) == RIGHT
    assert await passwords.verify("wrong password", old) == WRONG


async def test_a_long_password_behind_bcrypt_counts_whole_from_its_replacement_on() -> None:
    passwords = Passwords(1)
    long = "x" * 71 + "yz" * 10
    old = BcryptHasher(rounds=4).hash(long[:72])

    verdict = await passwords.verify(long, old)

    assert verdict.new_hash is not None
    assert await passwords.verify(long, verdict.new_hash) == RIGHT
    assert await passwords.verify(long[:72], verdict.new_hash) == WRONG


async def test_a_cheaper_argon2_hash_is_replaced() -> None:
    old = Argon2Hasher(memory_cost=1024, time_cost=1, parallelism=1).hash(PASSWORD)

    verdict = await Passwords(1).verify(PASSWORD, old)

    assert verdict.new_hash is not None


async def test_more_than_can_wait_are_sent_away() -> None:
    passwords = Passwords(1)
    passwords._most_in_hand = 3
    outcomes: list[str] = []

    async def attempt() -> None:
        try:
            await passwords.verify(PASSWORD, PASSWORD_HASH)
            outcomes.append("hashed")
        except HashingBusy:
            outcomes.append("busy")

    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(attempt)

    assert sorted(outcomes) == ["busy"] * 3 + ["hashed"] * 3


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 129,
        "xyxyxyxyxyxy",
        "robin@example.com",
        "ROBIN@example.com",
        "robin-hood-1",
        "tab\x00inside-it",
        "right\u202eto left",
        "lone \ud800 surrogate",
    ],
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        rules.check_password(password, email="robin@example.com", username="robin-hood-1")


@pytest.mark.parametrize(
    "password", ["0123456789", "x y" * 42, "пароль длиннее", "🐎🔋📎🐎🔋📎🐎🔋📎!"]
)
def test_a_password_may_be_of_any_script(password: str) -> None:
    rules.check_password(password, email="robin@example.com", username=None)


def test_a_password_counts_alike_however_a_keyboard_writes_it() -> None:
    assert rules.password_of("cafe\u0301 au lait") == rules.password_of("caf\u00e9 au lait")
