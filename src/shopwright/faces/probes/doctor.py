"""Looks at a whole installation, each part with a time limit, and says what is wrong and how to mend it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from shopwright.faces.probes import grounds, machines
from shopwright.faces.probes.findings import Finding, bad, good, odd
from shopwright.faces.services import Services
from shopwright.infra.db import looking, migrate
from shopwright.infra.jobs.standing import due_times
from shopwright.kernel.clock import utc_now
from shopwright.satellites.webhooks import queries as webhooks

PATIENCE = 5.0
CLOCK_SECONDS = 5.0
OLDEST_POSTGRES = 14
_MENDS = {
    "queue": "Start a worker (`shopwright worker`, or JOBS_EMBEDDED=true), and look at `shopwright jobs`.",
    "mail": "Look at MAIL_URL, and at `shopwright mail`.",
    "files": "Look at MEDIA_STORE or MEDIA_FOLDER, and who may write there.",
    "cache": "Start Redis, or take REDIS_URL away where there is one process.",
    "search": "Look at ELASTICSEARCH_URL, or POST /api/v1/admin/search/rebuild.",
    "stripe": "Look whether this machine may reach STRIPE_API_BASE.",
    "paypal": "Look whether this machine may reach PAYPAL_API_BASE.",
    "payments": "Look at GET /api/v1/admin/payments/cases, and at what the provider's own pages say.",
}


async def examine(services: Services, *, patience: float = PATIENCE) -> Sequence[Finding]:
    """Everything; where the database is away, what needs none."""
    found = list(await asyncio.to_thread(lambda: list(grounds.look(services.settings))))
    first = await _asked("database", database, services, patience)
    found.append(first)
    if first.grade != "fault":
        questions = {**_OF_DATABASE, **{name: _machine(name) for name in _MENDS}}
        found += await asyncio.gather(
            *(_asked(name, ask, services, patience) for name, ask in questions.items())
        )
    return found


Ask = Callable[[Services], Awaitable[Finding]]


async def _asked(name: str, ask: Ask, services: Services, patience: float) -> Finding:
    mend = _MENDS.get(name, "Look at DATABASE_URL, and whether the database runs.")
    try:
        async with asyncio.timeout(patience):
            return await ask(services)
    except TimeoutError:
        return bad(name, "No answer in time.", mend)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
        return bad(name, f"{type(error).__name__}: {str(error)[:200]}", mend)


def _machine(name: str) -> Ask:
    async def ask(services: Services) -> Finding:
        facts = await machines.MACHINES[name](services)
        if "fault" in facts:
            return bad(name, str(facts["fault"]), _MENDS[name])
        if facts.get("dead"):
            return odd(name, f"{facts['dead']} were given up: {facts['last_dead']}", _MENDS[name])
        return good(name, "not used" if facts.get("off") else "answers")

    return ask


async def database(services: Services) -> Finding:
    async with services.works.reading() as db:
        told, major = await looking.server_of(db)
        damage = await looking.damage_of(db)
    if damage:
        return bad("database", f"The file is damaged: {damage}.", "Restore the newest backup.")
    if told.startswith("PostgreSQL") and major < OLDEST_POSTGRES:
        return bad("database", told, "Use PostgreSQL 14 or newer.")
    return good("database", told)


async def schema(services: Services) -> Finding:
    async with services.works.reading() as db:
        revision = await migrate.revision_of(db)
    if revision == migrate.head():
        return good("schema", f"at {revision}, the newest")
    if revision is not None and not migrate.knows(revision):
        mend = "Install the version of the program that migrated it, or restore a backup."
        return bad("schema", f"at {revision}, which this program does not know", mend)
    return bad(
        "schema", f"at {revision}, the newest is {migrate.head()}", "Run `shopwright migrate`."
    )


async def clock(services: Services) -> Finding:
    """A server's clock that is off lets tokens end early or late, and jobs wait."""
    async with services.works.reading() as db:
        theirs = await looking.clock_of(db)
    return judged(utc_now() - theirs)


def judged(difference: timedelta) -> Finding:
    seconds = abs(difference.total_seconds())
    told = f"{seconds:.0f} s from the database's"
    if seconds > CLOCK_SECONDS:
        return bad("clock", told, "Set both clocks by NTP.")
    return good("clock", told)


async def schedules(services: Services) -> Finding:
    """Whatever is done by the clock was done when it was due, with as much time again."""
    now = services.works.now()
    async with services.works.reading() as db:
        due = await due_times(db)
    late = [
        kind.name
        for kind in services.works.registry.scheduled
        if kind.every is not None
        and (kind.name not in due or now - due[kind.name] > max(kind.every, timedelta(minutes=2)))
    ]
    if late:
        told = f"{len(late)} were not run when they were due: {', '.join(sorted(late)[:5])}"
        return bad("schedules", told, _MENDS["queue"])
    return good("schedules", f"{len(due)} run when they are due")


async def dead_webhooks(services: Services) -> Finding:
    async with services.works.reading() as db:
        count = await webhooks.given_up(db)
    if count:
        mend = "Look at `shopwright webhooks dead`, mend the receiver, then `shopwright webhooks replay --all`."
        return odd("webhooks", f"{count} were given up", mend)
    return good("webhooks", "none was given up")


_OF_DATABASE: Mapping[str, Ask] = {
    "schema": schema,
    "clock": clock,
    "schedules": schedules,
    "webhooks": dead_webhooks,
}
