"""The shop in numbers, as Prometheus reads them."""

from collections.abc import Iterable, Mapping, Sequence

from shopwright import __version__
from shopwright.faces.probes.machines import Facts
from shopwright.faces.services import Services
from shopwright.infra.jobs.standing import standing
from shopwright.infra.metrics import BOUNDS, Snapshot
from shopwright.modules.carts import queries as carts
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.orders import queries as orders
from shopwright.modules.payments import queries as payments

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float]


async def exposition(services: Services, counted: Snapshot) -> str:
    """What processes have counted, and what the database says of the queue and of the trade."""
    return "".join((*_of_processes(counted), *await _of_database(services)))


def _of_processes(counted: Snapshot) -> Iterable[str]:
    yield _family("build", "gauge", "The program.", [({"version": __version__}, 1)])
    samples = []
    for (method, route, status), timed in sorted(counted.requests.items()):
        labels = {"method": method, "route": route, "status": status}
        below = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), timed.spans, strict=True):
            below += count
            samples.append(("_bucket", labels | {"le": bound}, float(below)))
        samples += [("_sum", labels, timed.seconds), ("_count", labels, float(below))]
    yield _head("http_request_seconds", "histogram", "Requests by route, and how long they took.")
    yield from (
        _line(f"http_request_seconds{end}", labels, value) for end, labels, value in samples
    )
    jobs = [
        ({"job": key[0], "outcome": key[1]}, count) for key, count in sorted(counted.jobs.items())
    ]
    yield _family(
        "jobs_total", "counter", "Background jobs that processes asked here have run.", jobs
    )
    for name, value in sorted(counted.gauges.items()):
        yield _family(name, "gauge", "Of all processes together.", [({}, value)])


async def _of_database(services: Services) -> Iterable[str]:
    async with services.works.reading() as db:
        queue = await standing(db, services.works.now())
        placed = await orders.tallies(db)
        paid = await payments.tallies(db)
        kept = await carts.tallies(db)
        sold_out = await inventory.sold_out(db)
    in_all = float(sum(placed.values()))
    return [
        *_of_queue(queue),
        _family("orders_placed_total", "counter", "Orders ever placed.", [({}, in_all)]),
        _family("orders", "gauge", "Orders by status.", _by("status", placed)),
        *_of_money(paid),
        _family("carts", "gauge", "Carts by state.", _by("state", kept)),
        _family("variants_sold_out", "gauge", "Variants that can't be had.", [({}, sold_out)]),
    ]


def _of_queue(queue: Facts) -> Iterable[str]:
    seen = queue["worker_seen_at"]
    waits: list[Sample] = [({}, queue["oldest_seconds"])]
    yield _family("jobs_due", "gauge", "Jobs whose time has come.", [({}, queue["due"])])
    yield _family("jobs_oldest_seconds", "gauge", "How long the oldest of them waits.", waits)
    yield _family("jobs_dead", "gauge", "Jobs that were given up.", [({}, queue["dead"])])
    at: list[Sample] = [({}, seen.timestamp())] if seen else []
    told = "When a worker last looked at the schedule."
    yield _family("worker_seen_timestamp_seconds", "gauge", told, at)


def _of_money(paid: Sequence[tuple[str, str, str, int, int, int]]) -> Iterable[str]:
    taken: dict[str, int] = {}
    given_back: dict[str, int] = {}
    of_provider = []
    for provider, state, currency, count, captured, refunded in paid:
        taken[currency] = taken.get(currency, 0) + captured
        given_back[currency] = given_back.get(currency, 0) + refunded
        labels = {"provider": provider, "state": state, "currency": currency}
        of_provider.append((labels, float(count)))
    taken_told = "Money taken, in minor units."
    back_told = "Money given back, in minor units."
    yield _family("payments", "gauge", "Payments by provider and outcome.", of_provider)
    yield _family("captured_minor_total", "counter", taken_told, _by("currency", taken))
    yield _family("refunded_minor_total", "counter", back_told, _by("currency", given_back))


def _by(label: str, counts: Mapping[str, int]) -> list[Sample]:
    return [({label: name}, float(count)) for name, count in sorted(counts.items())]


def _family(name: str, kind: str, told: str, samples: Iterable[Sample]) -> str:
    return _head(name, kind, told) + "".join(_line(name, *sample) for sample in samples)


def _head(name: str, kind: str, told: str) -> str:
    return f"# HELP shopwright_{name} {told}\n# TYPE shopwright_{name} {kind}\n"


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    named = ",".join(f'{key}="{_escaped(each)}"' for key, each in labels.items())
    number = int(value) if float(value).is_integer() else value
    return f"shopwright_{name}{{{named}}} {number}\n" if named else f"shopwright_{name} {number}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
