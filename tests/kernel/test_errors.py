"""Errors: each has a code of its own and the status of its family, over the whole package."""

import importlib
import pkgutil
import re
from collections import Counter
from itertools import filterfalse

import pytest

import shopwright
from shopwright.kernel import errors
from shopwright.kernel.errors import NotFound, ShopError

FAMILIES: dict[type[Exception], int] = {
    errors.BadRequest: 400,
    errors.Unauthorized: 401,
    errors.PaymentRequired: 402,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.PreconditionFailed: 412,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


def all_errors() -> list[type[ShopError]]:
    """Every error of the package, from every module that there is."""
    for module in pkgutil.walk_packages(shopwright.__path__, "shopwright."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: dict[str, type[ShopError]] = {}
    waiting: list[type[ShopError]] = [ShopError]
    while waiting:
        for each in waiting.pop().__subclasses__():
            if each.__module__.startswith("shopwright."):
                found[f"{each.__module__}.{each.__qualname__}"] = each
            waiting.append(each)
    return list(found.values())


def test_every_error_has_a_code_of_its_own() -> None:
    codes = Counter(error.code for error in all_errors())

    assert len(codes) > 40
    assert [code for code, count in codes.items() if count > 1] == []
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z_]*[a-z]", code)] == []


def test_every_error_names_itself() -> None:
    nameless = [
        error.__name__
        for error in all_errors()
        if not {"code", "title"} <= vars(error).keys() or not error.title.endswith((".", "?", "!"))
    ]

    assert nameless == []


def test_every_error_has_the_status_of_its_one_family() -> None:
    families = {
        error: [status for family, status in FAMILIES.items() if issubclass(error, family)]
        for error in filterfalse(is_of_a_machine, all_errors())
    }

    assert families == {error: [error.status] for error in families}


def is_of_a_machine(error: type[ShopError]) -> bool:
    """Whether it has no family since no decision of the shop stands behind it: a matter of HTTP, or of the start."""
    return error.__bases__ == (ShopError,) and error.__module__.split(".")[1] in ("infra", "faces")


def test_every_error_can_be_told_without_words() -> None:
    error = NotFound(resource="tea")

    assert (error.detail, error.extra) == (NotFound.title, {"resource": "tea"})
    assert str(NotFound("No tea.")) == "No tea."


@pytest.mark.parametrize(("family", "status"), FAMILIES.items())
def test_families_have_their_status(family: type[ShopError], status: int) -> None:
    assert family.status == status
