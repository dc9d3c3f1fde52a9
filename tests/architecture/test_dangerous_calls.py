"""What no part of the shop does: run commands, evaluate text, read pickles or XML, hash weakly, throw plain dice."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import SRC, imported_names, python_files, tree

COMMANDS = {"subprocess", "os.system", "os.popen", "pty", "commands"}
EVALUATION = {"eval", "exec", "compile", "__import__"}
OBJECTS = {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"}
XML = {"xml", "lxml", "defusedxml"}
OLD_CRYPTOGRAPHY = {
    "Crypto",
    "Cryptodome",
    "crypt",
    "cryptography.hazmat.primitives.ciphers.modes",
    "cryptography.hazmat.primitives.ciphers.algorithms",
    "cryptography.hazmat.primitives.asymmetric.padding",
}
WEAK = re.compile(r"\b(?:md5|sha1|SHA1|MD5|PKCS1v15|ECB|TripleDES|ARC4)\b")
# Backups of PostgreSQL are made by its own programs: a list of arguments, no shell, from the command line alone.
PROGRAMS = {"infra/backups.py": {"subprocess"}}
# Spreads retries over time, and guards nothing.
DICE = {"infra/jobs/queue.py"}
# Postal codes by the patterns of the library of addresses.
PATTERNS = {"modules/customers/rules.py"}


def imports(path: Path, names: set[str]) -> set[str]:
    return {
        found
        for found in imported_names(path)
        for name in names
        if found == name or found.startswith(f"{name}.")
    }


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


@pytest.mark.parametrize("names", [COMMANDS, OBJECTS, XML, OLD_CRYPTOGRAPHY])
def test_what_is_dangerous_is_not_imported(names: set[str]) -> None:
    found = {str(path.relative_to(SRC)): imports(path, names) for path in python_files()}

    dangerous = {path: what for path, what in found.items() if what}
    assert dangerous == (PROGRAMS if names is COMMANDS else {})


def test_programs_are_run_by_the_command_line_alone() -> None:
    users = {
        str(path.relative_to(SRC))
        for path in python_files()
        if imports(path, {"shopwright.infra.backups"})
    }

    assert users == {"faces/cli/backing_up.py"}


def test_nothing_is_evaluated() -> None:
    found = [
        f"{path.relative_to(SRC)}:{call.lineno}"
        for path in python_files()
        for call in calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in EVALUATION
    ]

    assert found == []


def test_secrets_come_of_the_kernels_generator() -> None:
    found = {
        str(path.relative_to(SRC))
        for path in python_files()
        if imports(path, {"random", "numpy.random"}) or imports(path, {"uuid.uuid1", "uuid.uuid3"})
    }

    assert found <= DICE


def test_nothing_is_hashed_or_sealed_weakly() -> None:
    found = {
        str(path.relative_to(SRC)): WEAK.findall(ast.unparse(node))
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Name) and WEAK.search(ast.unparse(node))
    }

    assert found == {}


def test_no_template_lets_text_through_as_html() -> None:
    templates = [*SRC.rglob("*.html"), *SRC.rglob("*.txt"), *SRC.rglob("*.jinja")]
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+false")
    marked = [path for path in python_files() if imports(path, {"markupsafe.Markup"})]

    rich = {found for path in templates for found in re.findall(r"(\S+) \| rich", path.read_text())}

    assert templates
    assert [path for path in templates if unsafe.search(path.read_text())] == []
    assert [path.relative_to(SRC).as_posix() for path in marked] == ["faces/pages/rendering.py"]
    assert rich == {"product.description"}  # cleaned when it is written


def test_no_statement_is_put_together_of_text() -> None:
    """``text()`` takes a literal, or a constant of the code: never a value that is formatted in."""
    found = [
        f"{path.relative_to(SRC)}:{call.lineno}"
        for path in python_files()
        if "sqlalchemy.text" in imported_names(path)
        for call in calls(path)
        if isinstance(call.func, ast.Name)
        and call.func.id == "text"
        and any(isinstance(each, ast.BinOp) or is_dynamic(each) for each in call.args)
    ]

    assert found == []


def is_dynamic(node: ast.expr) -> bool:
    """A text with parts that are no constants of the code, which have names in capitals."""
    if isinstance(node, ast.Call):
        return True
    parts = [
        each.value for each in getattr(node, "values", ()) if isinstance(each, ast.FormattedValue)
    ]
    return any(not (isinstance(part, ast.Name) and part.id.isupper()) for part in parts)


def test_no_template_and_no_pattern_is_made_of_what_somebody_sent() -> None:
    """Templates are files of the package; patterns are literals, compiled once."""
    found = set()
    for path in python_files():
        for call in calls(path):
            name = ast.unparse(call.func)
            first = call.args[0] if call.args else None
            if name.endswith("from_string") or (
                name in {"re.compile", "re.search", "re.match", "re.sub", "re.fullmatch"}
                and isinstance(first, ast.Name)
                and not first.id.lstrip("_").isupper()
            ):
                found.add(str(path.relative_to(SRC)))

    assert found <= PATTERNS


def test_no_text_that_came_from_outside_says_how_to_format() -> None:
    found = [
        f"{path.relative_to(SRC)}:{call.lineno}"
        for path in python_files()
        for call in calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"format", "format_map"}
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id != "self"
        and not call.func.value.id.isupper()
    ]

    assert found == []
