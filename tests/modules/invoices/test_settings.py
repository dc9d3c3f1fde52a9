"""Settings of documents that could not work are refused at start-up."""

from typing import Any

import pytest
from pydantic import ValidationError

from shopwright.infra.settings import Environment, Settings
from shopwright.wiring.papers import invoice_terms_of


def settings_with(**changes: Any) -> Settings:
    return Settings(_env_file=None, environment=Environment.TEST, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"invoice_number_format": "{number}"},
        {"invoice_number_format": "x" * 30 + "{year}{number}"},
        {"credit_note_number_format": "{year}"},
        {"invoice_timezone": "Mars/Olympus"},
        {"invoice_timezone": "../etc/passwd"},
        {"invoice_issued": "sometimes"},
    ],
)
def test_what_can_not_work_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        settings_with(**changes)


def test_the_seller_is_the_shop_unless_named() -> None:
    plain = invoice_terms_of(settings_with(shop_name="Kiln")).seller.party
    named = invoice_terms_of(settings_with(shop_name="Kiln", shop_legal_name="Kiln GmbH"))

    assert (plain.name, named.seller.party.name) == ("Kiln", "Kiln GmbH")
