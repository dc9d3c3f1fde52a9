from typing import Any

import pytest
from pydantic import ValidationError

from shopwright.infra.settings import Environment, Settings, UnusableSettings, read_settings

GOOD: dict[str, Any] = {
    "environment": Environment.PRODUCTION,
    "secret_key": "q8Zr5vTn2LkXw7BdYp4MhJc9Fs6GtAe3",
    "public_url": "https://shop.example",
    "seed_demo": False,
    "payment_providers": "",
}


def test_a_good_production_is_taken() -> None:
    assert Settings(_env_file=None, **GOOD).is_production


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"secret_key": "short"}, "at least 32 random characters"),
        ({"secret_key": "a" * 64}, "at least 32 random characters"),
        ({"secret_key": "development-only-secret-that-production-refuses"}, "an example value"),
        ({"secret_key": "your-super-secret-key-0123456789abcdef"}, "an example value"),
        ({"secret_key": "change-me-0123456789abcdefghijklmnop"}, "an example value"),
        ({"debug": True}, "DEBUG must be off"),
        ({"cors_origins": "*"}, "CORS_ORIGINS must name its origins"),
        ({"public_url": "http://shop.example"}, "PUBLIC_URL must be https"),
        ({"seed_demo": True}, "SEED_DEMO must be false"),
        ({"payment_providers": "test"}, "PAYMENT_PROVIDERS must not name test"),
        ({"payment_providers": "other, test"}, "PAYMENT_PROVIDERS must not name test"),
        ({"payment_providers": "stripe"}, "which needs STRIPE_SECRET_KEY"),
        ({"payment_providers": "paypal"}, "needs PAYPAL_CLIENT_ID.*needs PAYPAL_CLIENT_SECRET"),
        ({"payment_providers": "bank_transfer"}, "which needs BANK_ACCOUNT_HOLDER"),
        ({"stripe_api_base": "http://api.stripe.com"}, "STRIPE_API_BASE must be https"),
        ({"paypal_api_base": "http://api-m.paypal.com"}, "PAYPAL_API_BASE must be https"),
        ({"workers": 2}, "WORKERS above 1 needs PostgreSQL"),
        ({"workers": 2, "database_url": "postgresql://db/shop"}, "WORKERS above 1 needs REDIS_URL"),
    ],
)
def test_what_production_must_not_have_stops_the_start(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Settings(_env_file=None, **GOOD | change)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError, match=r"DEBUG must be off.*PUBLIC_URL must be https"):
        Settings(_env_file=None, **GOOD | {"debug": True, "public_url": "http://shop.example"})


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"port": 8123}, "http://127.0.0.1:8123"),
        ({"host": "0.0.0.0", "port": 80}, "http://127.0.0.1:80"),  # noqa: S104 - what a container listens on
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"host": "shop.local", "public_url": ""}, "http://shop.local:8000"),
        ({"port": 8123, "public_url": "https://shop.example"}, "https://shop.example"),
    ],
)
def test_the_shop_is_reached_where_it_listens_unless_told_otherwise(
    given: dict[str, Any], url: str
) -> None:
    assert Settings(_env_file=None, **given).public_url == url


def test_settings_can_not_be_changed() -> None:
    settings = Settings(_env_file=None)

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_secrets_are_not_shown() -> None:
    shown = repr(
        Settings(
            _env_file=None, **GOOD, database_url="postgresql://u:hush@h/x", redis_url="redis://hush"
        )
    )

    assert GOOD["secret_key"] not in shown
    assert "hush" not in shown


def test_a_variable_that_can_not_be_read_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    monkeypatch.setenv("PORT", "eighty-hush")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")

    with pytest.raises(UnusableSettings) as refused:
        read_settings()

    assert [line.partition(":")[0] for line in refused.value.detail.splitlines()] == [
        "PORT",
        "LOG_LEVEL",
    ]
    assert "hush" not in refused.value.detail
