"""Errors and traces for those who watch from outside; nothing of a person goes along. Both are extras, and off."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from shopwright import __version__
from shopwright.infra.settings import Settings, UnusableSettings

DROPPED = "[dropped]"
# Addresses of mail, what is quoted (values that somebody gave), and long numbers.
_TELLING = re.compile(r"[^\s@'\"<>]+@[^\s@'\"<>]+|'[^']*'|\"[^\"]*\"|\+?\d[\d\s().-]{5,}\d")
_KEPT_OF_SPANS = ("http.request.method", "http.route", "http.response.status_code", "error.type")
_KEPT_OF_EVENTS = (
    *("event_id", "timestamp", "level", "platform", "release", "environment", "exception"),
    *("message", "tags", "sdk", "transaction", "contexts", "logger"),
)
_KEPT_CONTEXTS = ("runtime", "trace")
Report = Callable[[BaseException], None]


def scrubbed(text: str) -> str:
    """The first line of a text, without what may tell of somebody: in the others databases show rows."""
    return _TELLING.sub(DROPPED, text.partition("\n")[0])


@dataclass(slots=True)
class Watching:
    """Where errors go, and how requests are traced; made once a process, closed at its end."""

    report: Report
    telemetry: dict[str, Any]
    close: Callable[[], None]


NO_TELEMETRY = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}


def watching_of(settings: Settings) -> Watching:
    """What the settings say.

    Raises:
        UnusableSettings: an extra is wanted that is not installed.
    """
    closing: list[Callable[[], None]] = []
    report: Report = lambda _: None  # noqa: E731 - nobody listens
    telemetry: dict[str, Any] = dict(NO_TELEMETRY)
    if settings.sentry_dsn:
        report = _sentry(settings, closing)
    if settings.otel_endpoint:
        telemetry |= {"tracing": True, "tracer_provider": _tracing(settings, closing)}

    def close() -> None:
        for each in closing:
            each()

    return Watching(report, telemetry, close)


def _sentry(settings: Settings, closing: list[Callable[[], None]]) -> Report:
    try:
        import sentry_sdk  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        message = "SENTRY_DSN needs the extra sentry: pip install 'shopwright[sentry]'."
        raise UnusableSettings(message) from None
    client = sentry_sdk.Client(
        dsn=settings.sentry_dsn,
        release=__version__,
        environment=settings.environment.value,
        default_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        server_name="",
        before_send=_without_people,
    )
    closing.append(lambda: client.close(timeout=2))

    def report(error: BaseException) -> None:
        event, hint = sentry_sdk.utils.event_from_exception(error, client_options=client.options)
        client.capture_event(event, hint=hint)

    return report


def _without_people(event: Any, _: Any) -> Any:
    """The kind of an error and where it came from; of what it says, what can't be somebody's."""
    kept = {name: value for name, value in event.items() if name in _KEPT_OF_EVENTS}
    contexts = kept.get("contexts") or {}
    kept["contexts"] = {name: each for name, each in contexts.items() if name in _KEPT_CONTEXTS}
    for each in (kept.get("exception") or {}).get("values") or ():
        each["value"] = scrubbed(str(each.get("value") or ""))
        for frame in (each.get("stacktrace") or {}).get("frames") or ():
            frame.pop("vars", None)
    return kept


def _tracing(settings: Settings, closing: list[Callable[[], None]]) -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http import trace_exporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import ReadableSpan, TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415
    except ModuleNotFoundError:
        message = "OTEL_ENDPOINT needs the extra telemetry: pip install 'shopwright[telemetry]'."
        raise UnusableSettings(message) from None

    class WithoutPeople(SpanExporter):
        """Hands on which route took how long, and how it ended: no address, no query, no client."""

        def __init__(self, inner: SpanExporter) -> None:
            self._inner = inner

        @override
        def export(self, spans: Sequence[ReadableSpan]) -> Any:
            return self._inner.export([self._bare(span) for span in spans])

        @override
        def shutdown(self) -> None:
            self._inner.shutdown()

        @staticmethod
        def _bare(span: ReadableSpan) -> ReadableSpan:
            given = span.attributes or {}
            return ReadableSpan(
                name=span.name,
                context=span.get_span_context(),
                parent=span.parent,
                resource=span.resource,
                attributes={name: given[name] for name in _KEPT_OF_SPANS if name in given},
                kind=span.kind,
                status=span.status,
                start_time=span.start_time,
                end_time=span.end_time,
                instrumentation_scope=span.instrumentation_scope,
            )

    endpoint = f"{settings.otel_endpoint.rstrip('/')}/v1/traces"
    exporter = WithoutPeople(trace_exporter.OTLPSpanExporter(endpoint=endpoint, timeout=5))
    named = Resource({"service.name": "shopwright", "service.version": __version__})
    share = ParentBased(TraceIdRatioBased(settings.otel_sample_percent / 100))
    provider = TracerProvider(sampler=share, resource=named)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    closing.append(provider.shutdown)
    return provider
