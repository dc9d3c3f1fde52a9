"""The stores that the settings name."""

from pathlib import Path

from shopwright.infra.files.folder import FolderStore
from shopwright.infra.files.store import FileStore, UnusableStore
from shopwright.infra.settings import Settings

_BUCKET = "s3://"


def media_store(settings: Settings) -> FileStore:
    """Where pictures are that everybody may see.

    Raises:
        UnusableStore: MEDIA_STORE names what there is not.
    """
    place = settings.media_store or settings.media_folder
    if place.startswith(_BUCKET):
        return _bucket(settings, place, settings.media_url)
    return FolderStore(Path(place), base_url=settings.media_url)


def private_store(settings: Settings) -> FileStore:
    """Where files are that only their token opens.

    Raises:
        UnusableStore: PRIVATE_STORE names what there is not.
    """
    if settings.private_store.startswith(_BUCKET):
        return _bucket(settings, settings.private_store, "")
    return FolderStore(Path(settings.private_store), is_private=True)


def _bucket(settings: Settings, place: str, base_url: str) -> FileStore:
    try:
        from shopwright.infra.files.bucket import BucketStore, Place  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        message = "Buckets need the extra s3: pip install 'shopwright[s3]'."
        raise UnusableStore(message) from None
    return BucketStore(
        Place.of(place),
        base_url=base_url,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
    )
