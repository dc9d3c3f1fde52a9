"""One question for each machine that the shop leans on; a fault is among the facts, or raised."""

import asyncio
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from shopwright.faces.services import Services
from shopwright.infra.db import looking, migrate
from shopwright.infra.files.opening import media_store
from shopwright.infra.files.store import FileNotStored, new_stem
from shopwright.infra.jobs.standing import standing
from shopwright.infra.mail.smtp import MailServer
from shopwright.modules.payments import queries as payments
from shopwright.satellites.notifications import queries as mails
from shopwright.satellites.search import queries as search

Facts = dict[str, Any]
SILENT = timedelta(minutes=2)
LATE = timedelta(minutes=10)
HANGING = timedelta(hours=1)
LEAST_FREE = 500 * 1024 * 1024


async def database(services: Services) -> Facts:
    async with services.works.reading() as db:
        await looking.ping(db)
        revision = await migrate.revision_of(db)
        engine = db.dialect.name
    facts: Facts = {"engine": engine, "revision": revision, "newest": migrate.head()}
    facts |= looking.pool_of(services.works.engine)
    if revision != migrate.head():
        facts["fault"] = "the schema is not the one that this program knows"
    return facts


async def queue(services: Services) -> Facts:
    now = services.works.now()
    async with services.works.reading() as db:
        facts: Facts = await standing(db, now)
    if facts["worker_seen_at"] is None or now - facts["worker_seen_at"] > SILENT:
        facts["fault"] = "no worker works off background jobs"
    elif facts["oldest_seconds"] > LATE.total_seconds():
        facts["fault"] = "jobs wait for longer than ten minutes"
    return facts


async def mail(services: Services) -> Facts:
    settings = services.settings
    if settings.mail_url:
        server = MailServer.of(settings.mail_url)
        await reach(server.host, server.port)
        facts: Facts = {"kind": "smtp"}
    else:
        facts = {"kind": "folder"} | await asyncio.to_thread(folder_facts, settings.mail_folder)
    async with services.works.reading() as db:
        dead, last, at = await mails.given_up(db)
    return facts | {"dead": dead, "last_dead": last, "last_dead_at": at}


async def files(services: Services) -> Facts:
    settings = services.settings
    place = settings.media_store or settings.media_folder
    if not place.startswith("s3://"):
        return {"kind": "folder"} | await asyncio.to_thread(folder_facts, place)
    with suppress(FileNotStored):  # who knows that it is not there has looked
        _ = await media_store(settings).size(f"{new_stem()}.webp")
    return {"kind": "bucket"}


async def cache(services: Services) -> Facts:
    if not services.settings.redis_url:
        return {"off": True}
    return {} if await services.bell.is_reachable() else {"fault": "no answer"}


async def search_engine(services: Services) -> Facts:
    url = services.settings.elasticsearch_url
    if url:
        await reach_url(url)
        return {"kind": "elasticsearch"}
    async with services.works.reading() as db:
        lacks = await search.lacks_entries(db)
    return {"kind": "database"} | ({"fault": "the index lacks products"} if lacks else {})


async def stripe(services: Services) -> Facts:
    return await _provider(services, "stripe", services.settings.stripe_api_base)


async def paypal(services: Services) -> Facts:
    return await _provider(services, "paypal", services.settings.paypal_api_base)


async def _provider(services: Services, name: str, base: str) -> Facts:
    if name not in services.till.gateways:
        return {"off": True}
    await reach_url(base)
    return {"url": base}


async def payments_open(services: Services) -> Facts:
    """Payments that hang: the reconciler asks for them every few seconds, so an old one is a fault."""
    async with services.works.reading() as db:
        found = await payments.hanging(db, before=services.works.now() - HANGING)
    facts: Facts = {"hanging": len(found)}
    return facts | ({"fault": "payments hang for more than an hour"} if found else {})


async def reach_url(url: str) -> None:
    parts = urlsplit(url)
    await reach(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


async def reach(host: str, port: int) -> None:
    """Open a connection, and close it: somebody listens there."""
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    await writer.wait_closed()


def folder_facts(place: str) -> Facts:
    """Whether a file can be made there, and how much room there is; a missing folder is made where it can be."""
    folder = Path(place)
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / ".trial"
    trial.write_bytes(b"")
    trial.unlink()
    free = shutil.disk_usage(folder).free
    facts: Facts = {"free_bytes": free}
    return facts | ({"fault": "the disk is nearly full"} if free < LEAST_FREE else {})


MACHINES: Mapping[str, Any] = {
    "database": database,
    "queue": queue,
    "mail": mail,
    "files": files,
    "cache": cache,
    "search": search_engine,
    "stripe": stripe,
    "paypal": paypal,
    "payments": payments_open,
}
