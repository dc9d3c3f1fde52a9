"""`docs/asvs.md` shows each requirement of its chapters: by tests that there are, by a document, or by a reason."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.source import ROOT, tree

PAGE = ROOT / "docs" / "asvs.md"
# How many requirements of levels 1 and 2 each section has; the numbers of some belong to level 3.
SECTIONS = {
    "1.1": (1, 2),
    "1.2": range(1, 10),
    "1.3": range(1, 12),
    "1.4": range(1, 4),
    "1.5": range(1, 3),
    "2.1": range(1, 4),
    "2.2": range(1, 4),
    "2.3": range(1, 5),
    "2.4": (1,),
    "3.2": range(1, 3),
    "3.3": range(1, 5),
    "3.4": range(1, 7),
    "3.5": range(1, 6),
    "3.7": range(1, 3),
    "6.1": range(1, 4),
    "6.2": range(1, 13),
    "6.3": range(1, 5),
    "6.4": range(1, 5),
    "6.5": range(1, 6),
    "6.6": range(1, 4),
    "6.8": range(1, 5),
    "7.1": range(1, 4),
    "7.2": range(1, 5),
    "7.3": range(1, 3),
    "7.4": range(1, 6),
    "7.5": range(1, 3),
    "7.6": range(1, 3),
    "8.1": range(1, 3),
    "8.2": range(1, 4),
    "8.3": (1,),
    "8.4": (1,),
    "9.1": range(1, 4),
    "9.2": range(1, 5),
    "10.1": range(1, 3),
    "10.2": range(1, 3),
    "10.3": range(1, 5),
    "10.4": range(1, 12),
    "10.5": range(1, 6),
    "10.6": range(1, 3),
    "10.7": range(1, 4),
    "11.1": range(1, 3),
    "11.2": range(1, 4),
    "11.3": range(1, 4),
    "11.4": range(1, 5),
    "11.5": (1,),
    "11.6": (1,),
}
REQUIREMENTS = [
    f"{section}.{number}" for section, numbers in SECTIONS.items() for number in numbers
]
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LINK = re.compile(r"\]\(([\w./-]+)\)")
REASON = re.compile(r"(?:Reason|Not applicable): .{10,}")


@cache
def rows() -> dict[str, str]:
    return {number: shown for number, _, shown in ROW.findall(PAGE.read_text())}


@cache
def functions_of(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in tree(file).body if isinstance(node, functions))


def test_each_requirement_is_on_the_page_once() -> None:
    assert [number for number, _, _ in ROW.findall(PAGE.read_text())] == REQUIREMENTS


@pytest.mark.parametrize("number", REQUIREMENTS)
def test_each_requirement_is_shown(number: str) -> None:
    shown = rows()[number]
    named = TEST.findall(shown)
    documents = LINK.findall(shown)

    assert named or documents or REASON.match(shown)
    assert shown.count("::") == len(named)
    assert [f"{path}::{test}" for path, test in named if test not in functions_of(path)] == []
    assert [link for link in documents if not (PAGE.parent / link).is_file()] == []
