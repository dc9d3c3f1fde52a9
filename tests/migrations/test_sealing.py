"""What was kept in clear is sealed on the way up and in clear again on the way down."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from shopwright.infra.db import migrate
from shopwright.infra.db.engine import open_engine
from shopwright.infra.sealing import Keyring, NoKeyring
from shopwright.kernel import ids
from shopwright.modules.customers import queries
from shopwright.modules.customers.contracts import Address
from tests.support.addresses import postgres_url
from tests.support.databases import create_database, drop_database

pytestmark = pytest.mark.anyio
RING = Keyring({"k1": b"k" * 32})
HOME = Address("Robin Example", "Lindenweg 4", "Graz", "AT", postal_code="8010", phone="+433165550")
NOW = "2026-11-02 09:00:00.000000+00:00"


@pytest.fixture(params=["sqlite", "postgres"])
async def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database as it was before anything was sealed."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'earlier.db'}"
        await migrate.upgrade(url, "0004")
        yield url
        return
    name = f"test_{ids.new().hex}"
    url = await create_database(postgres_url(), name)
    await migrate.upgrade(url, "0004")
    yield url
    await drop_database(postgres_url(), name)


def _written(engine: AsyncEngine, value: UUID) -> str:
    return value.hex if engine.dialect.name == "sqlite" else str(value)


async def _furnish(url: str) -> tuple[UUID, UUID]:
    """Somebody with a telephone and an address; answers both their ids."""
    engine = open_engine(url)
    user_id, address_id = ids.new(), ids.new()
    user, address = _written(engine, user_id), _written(engine, address_id)
    place = ", ".join(f"'{part}'" for part in HOME.as_dict().values())
    names = ", ".join(HOME.as_dict())
    async with engine.begin() as db:
        for statement in (
            (
                "INSERT INTO users (id, email, email_normalised, full_name, is_active, created_at,"  # noqa: S608
                f" updated_at) VALUES ('{user}', 'r@example.com', 'r@example.com', '', true, '{NOW}',"
                f" '{NOW}')"
            ),
            (
                "INSERT INTO customer_profiles (user_id, phone, locale, marketing_consent, updated_at)"  # noqa: S608
                f" VALUES ('{user}', '+433165550', '', false, '{NOW}')"
            ),
            (
                f"INSERT INTO addresses (id, user_id, {names}, is_default_shipping,"  # noqa: S608
                f" is_default_billing, created_at, updated_at) VALUES ('{address}', '{user}', {place},"
                f" true, true, '{NOW}', '{NOW}')"
            ),
        ):
            written = statement if engine.dialect.name == "postgresql" else _on_sqlite(statement)
            await db.execute(
                text(written.replace("09:00:00", "09\\:00\\:00").replace("+00:00", "+00\\:00"))
            )
    await engine.dispose()
    return user_id, address_id


def _on_sqlite(statement: str) -> str:
    return statement.replace(NOW, "2026-11-02T09:00:00.000000")


async def _raw(url: str, statement: str) -> str:
    engine = open_engine(url)
    async with engine.connect() as db:
        found = str((await db.execute(text(statement))).scalar_one())
    await engine.dispose()
    return found


async def test_what_was_there_is_sealed_and_reads_as_before(earlier: str) -> None:
    user_id, address_id = await _furnish(earlier)

    await migrate.upgrade(earlier, keyring=RING)

    engine = open_engine(earlier, keyring=RING)
    async with engine.connect() as db:
        saved = await queries.own_address(db, user_id, address_id)
        profile = await queries.profile(db, user_id)
    await engine.dispose()
    assert (saved.address, saved.is_default_shipping) == (HOME, True)
    assert profile.phone == "+433165550"
    kept = await _raw(earlier, "SELECT phone FROM customer_profiles")
    place = await _raw(earlier, "SELECT place FROM addresses")
    assert kept.startswith("k1.")
    assert "Lindenweg" not in place


async def test_without_the_keys_nothing_is_changed(earlier: str) -> None:
    await _furnish(earlier)

    with pytest.raises(NoKeyring):
        await migrate.upgrade(earlier)

    assert await _raw(earlier, "SELECT phone FROM customer_profiles") == "+433165550"
    assert await _raw(earlier, "SELECT line1 FROM addresses") == "Lindenweg 4"


async def test_on_the_way_down_it_is_in_clear_again(earlier: str) -> None:
    await _furnish(earlier)
    await migrate.upgrade(earlier, "0005", keyring=RING)

    await migrate.downgrade(earlier, "0004", keyring=RING)

    assert await _raw(earlier, "SELECT phone FROM customer_profiles") == "+433165550"
    assert await _raw(earlier, "SELECT city FROM addresses") == "Graz"
