"""Two schemes of hashing, read both and written by one; and passwords that are judged."""

import asyncio

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from sqlalchemy import select, update

from shopwright.faces.services import Services
from shopwright.infra.settings import PasswordScheme, Settings
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.identity import passwords as room
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Registration, Seen
from shopwright.modules.identity.errors import WeakPassword
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.passwords import ARGON2ID, BCRYPT, Passwords, fault_of
from tests.support.people import PASSWORD, PASSWORD_HASH, Person

pytestmark = pytest.mark.anyio
WHOLE = "$bcrypt-sha256$v=2,t=2b,r=12$"
LONG = "staple " * 15  # 105 bytes


@pytest.fixture(params=[ARGON2ID, BCRYPT])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def test_a_hash_is_of_the_scheme_that_is_set(scheme: str) -> None:
    passwords = Passwords(1, scheme=scheme)

    hashed = await passwords.hash(PASSWORD)

    assert hashed.startswith({ARGON2ID: "$argon2id$v=19$m=19456,t=2,p=1$", BCRYPT: WHOLE}[scheme])
    assert await passwords.hash(PASSWORD) != hashed
    assert (await passwords.verify(PASSWORD, hashed)).is_right
    assert (await passwords.verify(PASSWORD, hashed)).new_hash is None
    assert not (await passwords.verify(PASSWORD + "x", hashed)).is_right


async def test_bcrypt_counts_a_long_password_whole_and_one_with_a_nul() -> None:
    passwords = Passwords(1, scheme=BCRYPT)
    long, nul = await passwords.hash(LONG), await passwords.hash("before\x00after")

    assert (await passwords.verify(LONG, long)).is_right
    assert not (await passwords.verify(LONG[:-1], long)).is_right
    assert not (await passwords.verify("before\x00later", nul)).is_right


OTHER_MAKES = {
    "ours": lambda: PASSWORD_HASH,
    "plain bcrypt": lambda: BcryptHasher(rounds=4).hash(PASSWORD),
    "cheap": lambda: Argon2Hasher(memory_cost=1024, time_cost=1, parallelism=1).hash(PASSWORD),
}


@pytest.mark.parametrize("make", OTHER_MAKES)
async def test_with_bcrypt_every_other_make_is_read_and_replaced(make: str) -> None:
    verdict = await Passwords(1, scheme=BCRYPT).verify(PASSWORD, OTHER_MAKES[make]())

    assert verdict.is_right
    assert (verdict.new_hash or "").startswith(WHOLE)


async def test_with_argon2id_our_bcrypt_is_read_and_replaced() -> None:
    stored = await Passwords(1, scheme=BCRYPT).hash(PASSWORD)

    verdict = await Passwords(1).verify(PASSWORD, stored)

    assert (verdict.new_hash or "").startswith("$argon2id$")


@pytest.mark.parametrize("stored", [WHOLE, WHOLE + "x", WHOLE + "$", WHOLE + "." * 22 + "$"])
async def test_a_garbled_hash_is_right_for_nobody(stored: str) -> None:
    assert not (await Passwords(1).verify(PASSWORD, stored)).is_right


def test_the_dummy_of_bcrypt_costs_what_a_real_one_does() -> None:
    assert room._DUMMIES[BCRYPT].startswith(WHOLE)
    assert len(room._DUMMIES[BCRYPT]) == len(WHOLE) + 22 + 1 + 31


async def test_an_account_moves_to_the_other_scheme_at_its_next_sign_in_and_back(
    services: Services, customer: Person
) -> None:
    async def stored_after(scheme: str) -> str:
        services.security.passwords._scheme = scheme
        await identity.sign_in(
            lambda: services.works(GUEST),
            services.security,
            identifier=customer.email,
            password=PASSWORD,
            seen=Seen("192.0.2.9"),
        )
        async with services.works.reading() as db:
            return str((await db.execute(select(UserRow.password_hash))).scalar_one())

    assert (await stored_after(BCRYPT)).startswith(WHOLE)
    assert (await stored_after(ARGON2ID)).startswith("$argon2id$")


def test_the_scheme_is_a_setting() -> None:
    assert Settings(_env_file=None).password_scheme is PasswordScheme.ARGON2ID
    assert Settings(_env_file=None, password_scheme="bcrypt").password_scheme == BCRYPT  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("password123", ()),
        ("PassWord123", ()),
        ("1q2w3e4r5t6y", ()),
        ("abcdefghij", ()),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ()),
        ("robin example 1984", ("robin@example.com", "Robin Example")),
        ("teahouse2026", ("Teahouse",)),
    ],
)
def test_what_is_tried_first_is_weak(password: str, words: tuple[str, ...]) -> None:
    fault = fault_of(password, words)

    assert fault is not None
    assert fault.extra["suggestions"]
    assert password not in fault.detail


@pytest.mark.parametrize(
    "password", [PASSWORD, "пароль длиннее обычного", "kN8!vQz2#pLw", LONG[:64] + "zebra", "x" * 28]
)
def test_what_takes_long_to_guess_is_strong_whatever_it_is_made_of(password: str) -> None:
    fault = fault_of(password, ("robin@example.com",))

    assert (fault is None) == (password != "x" * 28)


def test_a_password_of_the_greatest_length_is_judged_quickly_enough_to_be_judged_at_all() -> None:
    assert fault_of("aA1!" * 32, ()) is not None


async def test_no_words_of_one_person_count_against_another() -> None:
    passwords = Passwords(4)

    async def judge(password: str, *words: str) -> bool:
        try:
            await passwords.judge(password, words)
        except WeakPassword:
            return False
        return True

    outcomes = await asyncio.gather(
        *(judge("zanzibarqu", "zanzibarqu") for _ in range(8)),
        *(judge("zanzibarqu kumquat", "robin") for _ in range(8)),
    )

    assert outcomes == [False] * 8 + [True] * 8


async def test_the_names_of_the_shop_make_no_password(services: Services) -> None:
    with pytest.raises(WeakPassword):
        await services.security.passwords.judge("shopwright demo", ())


async def test_a_registration_is_judged_with_its_own_words(services: Services) -> None:
    form = Registration(
        "quillfeather@example.com", "quillfeather sundberg", "Quillfeather Sundberg"
    )

    with pytest.raises(WeakPassword):
        await identity.register(lambda: services.works(GUEST), services.security, form)

    async with services.works(system("test")) as work:
        count = (await work.db.execute(update(UserRow).values(full_name="x"))).rowcount
    assert count == 0
