import logging
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog

from shopwright.infra import logs
from tests.infra.http.edge.rig import settings_of


@pytest.fixture
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Logging as a server has it; afterwards everything is as before."""
    root = logging.getLogger()
    level, before = root.level, structlog.get_config()
    logs.configure(settings_of(log_format="json"))
    yield
    root.handlers[:] = [one for one in root.handlers if not isinstance(one, logs.Stderr)]
    root.setLevel(level)
    structlog.configure(**before)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize(
    "key",
    [
        *("password", "new_password", "token", "refresh_token", "Authorization", "cookie"),
        *("set-cookie", "secret_key", "X-Api-Key", "api_key", "card_number", "signature"),
        *("email", "customer_email", "phone", "full_name", "street", "shipping_address"),
    ],
)
def test_secrets_and_personal_data_are_dropped(key: str) -> None:
    event = {"event": "x", key: "hush", "inside": [{"deeper": {key: "hush"}}]}

    cleaned = logs.drop_secrets(None, "info", event)

    assert "hush" not in str(cleaned)
    assert cleaned[key] == logs.DROPPED


def test_what_is_neither_is_kept() -> None:
    event = {"event": "order.placed", "order_id": "1", "status": 200, "items": [{"sku": "K-1"}]}

    assert logs.drop_secrets(None, "info", dict(event)) == event


def test_what_lies_too_deep_is_dropped() -> None:
    deep: dict[str, Any] = {"password": "hush"}
    for _ in range(20):
        deep = {"x": deep}

    assert "hush" not in str(logs.drop_secrets(None, "info", {"event": "x", "deep": deep}))


@pytest.mark.usefixtures("configured")
def test_a_line_is_json_with_its_context(capsys: pytest.CaptureFixture[str]) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("shop.tea").info("tea.poured", cups=2, token="hush")

    [line] = _lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "tea.poured",
        "cups": 2,
        "token": logs.DROPPED,
        "request_id": "r-1",
        "logger": "shop.tea",
        "level": "info",
    }


@pytest.mark.usefixtures("configured")
def test_libraries_take_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.error").info("Started %s", "it")
    logging.getLogger("some.library").warning("Careful", extra={"password": "hush"})

    lines = _lines(capsys)

    assert [(line["event"], line["logger"], line["level"]) for line in lines] == [
        ("Started it", "uvicorn.error", "info"),
        ("Careful", "some.library", "warning"),
    ]
    assert "hush" not in str(lines)


@pytest.mark.usefixtures("configured")
def test_the_servers_own_log_of_requests_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.access").info("GET /?token=hush")

    assert _lines(capsys) == []


@pytest.mark.usefixtures("configured")
def test_a_failure_is_logged_with_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        message = "no cup"
        raise RuntimeError(message)

    try:
        fail()
    except RuntimeError:
        structlog.get_logger("shop").exception("tea.failed")
        logging.getLogger("library").exception("library.failed")

    ours, theirs = _lines(capsys)
    assert "RuntimeError: no cup" in ours["exception"]
    assert "RuntimeError: no cup" in theirs["exception"]


@pytest.mark.usefixtures("configured")
def test_less_than_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("shop").debug("tea.smelled")
    logging.getLogger("library").debug("noise")

    assert _lines(capsys) == []
