"""A room one can take in at a glance."""

import ast
from pathlib import Path

from tests.architecture.source import ROOT, SRC, imported_names, python_files, tree

FILE_LINES, FUNCTION_LINES, CLASS_LINES, OWN_MODULES = 400, 50, 200, 15
KNOW_EVERYBODY = {"wiring", "tables.py", "main.py"}
HANDED_EVERYTHING = Path("faces/services.py")  # one member for each thing that wiring puts together
GATHER_ROUTES = {"router.py", "routers.py"}


def own_modules(path: Path) -> set[str]:
    names = {name for name in imported_names(path) if name.startswith("shopwright.")}
    modules = {name.rpartition(".")[0] for name in names}
    if path.name != "__init__.py":
        return modules
    room = ".".join(("shopwright", *path.parent.relative_to(SRC).parts))
    return {
        each for each in modules if not each.startswith(f"{room}.")
    }  # a door names its own room


def test_no_file_is_too_long() -> None:
    files = [*python_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]

    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in files
        if (lines := path.read_text().count("\n")) > FILE_LINES
    ]

    assert not long, "\n".join(long)


def test_no_function_and_no_class_is_too_long() -> None:
    long = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                most = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
                if lines > most:
                    long.append(f"{path.relative_to(SRC)}: {node.name} has {lines} lines")

    assert not long, "\n".join(long)


def test_no_file_leans_on_too_many_others() -> None:
    leaning = []
    for path in python_files():
        place = path.relative_to(SRC)
        if place.parts[0] in KNOW_EVERYBODY or place.name in GATHER_ROUTES:
            continue
        if place == HANDED_EVERYTHING:
            continue
        if (count := len(own_modules(path))) > OWN_MODULES:
            leaning.append(f"{place}: leans on {count} modules of ours")

    assert not leaning, "\n".join(leaning)
