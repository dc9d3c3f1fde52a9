"""Files in a bucket of S3, or of whatever speaks its protocol."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from shopwright.infra.files.store import (
    CHUNK,
    Entry,
    FileNotStored,
    StoreUnavailable,
    UnusableStore,
    checked,
    is_key,
)

_FOREVER = "public, max-age=31536000, immutable"
_PATIENCE = timedelta(seconds=10)
_TAKEN = {"endpoint", "region"}
_ABSENT = (NotFoundError, FileNotFoundError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bucket is: ``s3://bucket/prefix?endpoint=https://host&region=eu-central-1``."""

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"

    @classmethod
    def of(cls, address: str) -> Self:
        """Read an address.

        Raises:
            UnusableStore: it names no bucket, or something that we do not know.
        """
        parts = urlsplit(address)
        named = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.scheme != "s3" or not parts.hostname or named.keys() - _TAKEN or parts.username:
            message = "It is written s3://bucket/prefix?endpoint=https://host&region=name."
            raise UnusableStore(message)
        return cls(parts.netloc, parts.path.strip("/"), **named)


class BucketStore:
    """``access_key`` empty: as the machine itself is known to its cloud."""

    def __init__(
        self, place: Place, *, base_url: str = "", access_key: str = "", secret_key: str = ""
    ) -> None:
        config: dict[str, Any] = {
            "region": place.region,
            "virtual_hosted_style_request": not place.endpoint,
        }
        if place.endpoint:
            config["endpoint"] = place.endpoint
        if access_key:
            config |= {"access_key_id": access_key, "secret_access_key": secret_key}
        self._store = S3Store(
            place.bucket,
            prefix=place.prefix or None,
            client_options={
                "allow_http": place.endpoint.startswith("http://"),
                "timeout": _PATIENCE,
                "connect_timeout": _PATIENCE,
            },
            retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
            **config,
        )
        self._base_url = base_url.rstrip("/")

    async def put(self, key: str, source: bytes | Path, *, content_type: str) -> None:
        attributes = {"Content-Type": content_type, "Cache-Control": _FOREVER}
        try:
            await obstore.put_async(self._store, checked(key), source, attributes=attributes)
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def read(self, key: str) -> AsyncIterator[bytes]:
        try:
            found = await obstore.get_async(self._store, checked(key))
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)
        except _ABSENT:
            raise FileNotStored from None
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def size(self, key: str) -> int:
        try:
            return (await obstore.head_async(self._store, checked(key)))["size"]
        except _ABSENT:
            raise FileNotStored from None
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def delete(self, keys: Collection[str]) -> None:
        try:
            await asyncio.gather(*(self._delete(checked(key)) for key in keys))
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    async def entries(self) -> AsyncIterator[Entry]:
        try:
            async for batch in obstore.list(self._store):
                for each in batch:
                    if is_key(each["path"]):
                        yield Entry(each["path"], each["last_modified"])
        except (BaseError, OSError) as error:
            raise StoreUnavailable from error

    def url(self, key: str) -> str:
        return f"{self._base_url}/{checked(key)}"

    async def _delete(self, key: str) -> None:
        try:
            await obstore.delete_async(self._store, key)
        except _ABSENT:
            return
