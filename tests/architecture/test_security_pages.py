"""The pages about security that are made from the code say what the code says."""

from types import ModuleType

import pytest

from tools import authorization, limits, validation


@pytest.mark.parametrize("page", [authorization, limits, validation])
def test_a_page_is_what_the_code_says(page: ModuleType) -> None:
    assert page.TARGET.read_text() == page.text(), f"run: python -m {page.__name__}"
