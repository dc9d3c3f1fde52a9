"""Structured logs: an event name and keys; ours and those of libraries take the same way."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

import orjson
import structlog
from structlog.types import EventDict, Processor, WrappedLogger
from typing_extensions import override

from shopwright.infra.settings import Settings

DROPPED = "[dropped]"
_SECRET = (
    *("password", "passwd", "secret", "token", "authorization", "cookie", "api_key", "apikey"),
    *("signature", "credential", "card_number", "cvc", "iban"),
)
_PERSONAL = (
    "email",
    "e_mail",
    "phone",
    "full_name",
    "first_name",
    "last_name",
    "street",
    "address",
)
_SPEAKING = frozenset(("token_kind", "address_id"))  # look like one, are none
_DEEPEST = 6


def configure(settings: Settings) -> None:
    """Set logging up for this process; the last call holds."""
    chain: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        drop_secrets,
    ]
    renderer = _renderer(settings.log_format)
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=_Lines,
        cache_logger_on_first_use=True,
    )
    unwrap = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    _take_over(
        structlog.stdlib.ProcessorFormatter(processors=[unwrap, renderer], foreign_pre_chain=chain),
        settings.log_level,
    )


class _Lines:
    """Where our own lines go, past the standard library's machinery: a third of the time."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        sys.stderr.write(line + "\n")

    debug = info = warning = error = critical = exception = msg


class Stderr(logging.Handler):
    """Where the lines of libraries go: the same place, whatever it is by then."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(self.format(record) + "\n")


def drop_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blot out what must not be written down, by its key, however deep it lies."""
    for key, value in event.items():
        if _is_private(key):
            event[key] = DROPPED
        elif isinstance(value, Mapping | list | tuple):
            event[key] = _cleaned(value, _DEEPEST)
    return event


def _cleaned(value: Any, depth: int) -> Any:
    if depth == 0:
        return DROPPED
    if isinstance(value, Mapping):
        return {
            key: DROPPED if _is_private(str(key)) else _cleaned(inner, depth - 1)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_cleaned(inner, depth - 1) for inner in value]
    return value


@lru_cache(maxsize=4096)
def _is_private(key: str) -> bool:
    name = key.lower().replace("-", "_")
    return name not in _SPEAKING and any(word in name for word in (*_SECRET, *_PERSONAL))


def _renderer(form: str) -> Processor:
    if form == "console" or (form == "auto" and sys.stderr.isatty()):
        return structlog.dev.ConsoleRenderer()
    return structlog.processors.JSONRenderer(serializer=_json)


def _json(event: MutableMapping[str, Any], **_: object) -> str:
    return orjson.dumps(event, default=str).decode()


def _take_over(formatter: logging.Formatter, level: str) -> None:
    """One handler for everything; the server's own log of requests is ours already."""
    handler = Stderr()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("uvicorn.access").setLevel(logging.CRITICAL)
