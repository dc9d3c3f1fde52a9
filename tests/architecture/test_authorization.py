"""`docs/authorization.md` says who may do what, as the code has it."""

from tests.architecture.source import ROOT
from tools.authorization import text


def test_the_matrix_of_rights_is_what_the_code_says() -> None:
    written = (ROOT / "docs" / "authorization.md").read_text()

    assert written == text(), "run: python -m tools.authorization"
