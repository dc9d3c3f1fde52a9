"""What staff has configured over the settings of the environment."""

from shopwright.faces.cli.shop import PATIENCE
from shopwright.infra.knobs import configured
from shopwright.infra.settings import Environment, Settings


def test_a_shop_opened_for_long_questions_is_configured_like_any_other() -> None:
    plain = Settings(_env_file=None, environment=Environment.TEST)
    patient = plain.model_copy(update={"statement_timeout_seconds": PATIENCE})

    found = configured(patient, {"shop.name": "Kiln"})

    assert (found.shop_name, found.statement_timeout_seconds) == ("Kiln", PATIENCE)
