"""What every store of files does, in a folder as in a bucket."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shopwright.infra.files.bucket import BucketStore, Place
from shopwright.infra.files.folder import FolderStore
from shopwright.infra.files.opening import media_store, private_store
from shopwright.infra.files.store import (
    BadKey,
    FileNotStored,
    FileStore,
    StoreUnavailable,
    UnusableStore,
    new_stem,
)
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.kernel.clock import utc_now
from tests.support.buckets import KEY, SECRET, make_bucket, s3_server

pytestmark = pytest.mark.anyio
BASE = "https://cdn.example/shop"
TRICKS = [
    "../secret", "/etc/passwd", "ab/../../x.webp", "", "ab/abc.webp", "ab\x00/x",
    f"ab/cd{'0' * 38}.webp", f"ab/ab{'0' * 38}.webp/..", f"ab/ab{'0' * 38}", f"AB/AB{'0' * 38}.webp",
    f"ab/ab{'0' * 38}.webp\n", f"ab/ab{'0' * 38}-../x.webp",
]  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "files", base_url=BASE)
    address = make_bucket(request.getfixturevalue("server"), f"b{ids.new().hex}")
    return BucketStore(Place.of(address), base_url=BASE, access_key=KEY, secret_key=SECRET)


async def content_of(store: FileStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.read(key)])


async def keys_in(store: FileStore) -> set[str]:
    return {entry.key async for entry in store.entries()}


async def test_a_file_is_there_until_it_is_deleted(store: FileStore) -> None:
    key = f"{new_stem()}-card.webp"
    await store.put(key, b"picture", content_type="image/webp")

    found, size = await content_of(store, key), await store.size(key)
    entries = [entry async for entry in store.entries()]
    await store.delete([key])

    assert (found, size) == (b"picture", 7)
    assert [entry.key for entry in entries] == [key]
    assert abs(entries[0].stored_at - utc_now()) < timedelta(minutes=5)
    assert await keys_in(store) == set()
    with pytest.raises(FileNotStored):
        _ = await content_of(store, key)
    with pytest.raises(FileNotStored):
        _ = await store.size(key)


async def test_a_large_file_comes_from_the_disk_and_goes_in_pieces(
    store: FileStore, tmp_path: Path
) -> None:
    key, source = f"{new_stem()}.csv", tmp_path / "export"
    content = os.urandom(12 * 1024 * 1024)
    source.write_bytes(content)

    await store.put(key, source, content_type="text/csv")
    pieces = [chunk async for chunk in store.read(key)]

    assert b"".join(pieces) == content
    assert len(pieces) > 5


async def test_deleting_what_is_not_there_is_no_error(store: FileStore) -> None:
    await store.delete([f"{new_stem()}.webp", f"{new_stem()}.webp"])


async def test_an_address_is_below_the_base(store: FileStore) -> None:
    key = f"{new_stem()}.webp"

    assert store.url(key) == f"{BASE}/{key}"


@pytest.mark.parametrize("key", TRICKS)
async def test_no_key_but_ours_is_taken(store: FileStore, key: str) -> None:
    with pytest.raises(BadKey):
        await store.put(key, b"x", content_type="image/webp")
    with pytest.raises(BadKey):
        _ = await content_of(store, key)
    with pytest.raises(BadKey):
        await store.delete([key])
    with pytest.raises(BadKey):
        _ = store.url(key)

    assert await keys_in(store) == set()


def test_stems_repeat_never_and_tell_nothing() -> None:
    stems = {new_stem() for _ in range(1000)}

    assert len(stems) == 1000
    assert {len(stem) for stem in stems} == {43}


async def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    key = f"{new_stem()}.csv"

    with pytest.raises(StoreUnavailable):
        await store.put(key, tmp_path / "absent", content_type="text/csv")

    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_drafts_of_the_dead_are_swept_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    (tmp_path / "ab").mkdir()
    draft = tmp_path / "ab" / ".draft-0011"
    draft.write_bytes(b"half")
    now = utc_now()

    early = await store.sweep_drafts(now - timedelta(hours=1))
    late = await store.sweep_drafts(now + timedelta(hours=1))

    assert (early, late, draft.exists()) == (0, 1, False)
    assert await keys_in(store) == set()


async def test_private_files_are_for_us_alone(tmp_path: Path) -> None:
    store, key = FolderStore(tmp_path / "files", is_private=True), f"{new_stem()}.csv"

    await store.put(key, b"x", content_type="text/csv")
    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "files" / key, (tmp_path / "files" / key).parent)
    ]

    assert modes == [0o600, 0o700]


async def test_a_bucket_that_is_away_is_told(server: str) -> None:
    store = BucketStore(
        Place.of(f"s3://absent/x?endpoint={server}"), access_key=KEY, secret_key=SECRET
    )

    with pytest.raises(StoreUnavailable):
        await store.put(f"{new_stem()}.webp", b"x", content_type="image/webp")


@pytest.mark.parametrize(
    "address", ["s3://", "s3:///x", "s3://b?color=red", "http://b", "s3://u:p@b"]
)
def test_addresses_of_buckets_that_mean_nothing_are_refused(address: str) -> None:
    with pytest.raises(UnusableStore):
        _ = Place.of(address)


def test_settings_choose_the_store(tmp_path: Path) -> None:
    folders = Settings(
        _env_file=None, media_folder=str(tmp_path / "m"), private_store=str(tmp_path / "p")
    )
    bucket = Settings(
        _env_file=None,
        media_store="s3://pictures?region=eu-central-1",
        media_url=BASE,
        s3_access_key=KEY,
        s3_secret_key=SECRET,
    )

    assert isinstance(media_store(folders), FolderStore)
    assert isinstance(private_store(folders), FolderStore)
    assert isinstance(media_store(bucket), BucketStore)
