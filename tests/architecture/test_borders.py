"""The walls of the house."""

import ast

from shopwright.tables import metadata
from tests.architecture.source import SRC, imported_names, pyproject, python_files, tree

PUBLIC = {"service", "queries", "contracts", "events", "errors", "permissions"}
KNOW_EVERYBODY = {"wiring", "tables.py"}
NAMES_OF_A_CONNECTION = {
    "sqlalchemy.ext.asyncio.AsyncConnection",
    "sqlalchemy.ext.asyncio.AsyncEngine",
}


def test_only_public_rooms_are_entered_from_outside() -> None:
    trespasses = []
    for path in python_files():
        here = path.relative_to(SRC).parts
        if here[0] in KNOW_EVERYBODY:
            continue
        for name in imported_names(path):
            parts = name.split(".")
            if parts[:2] != ["shopwright", "modules"] or len(parts) <= 3:
                continue
            module, room = parts[2], parts[3]
            at_home = here[:2] == ("modules", module)
            a_read_model = here[0] == "satellites" and room == "models"
            if not at_home and not a_read_model and room not in PUBLIC:
                trespasses.append(f"{'/'.join(here)} enters {name}")

    assert not trespasses, "\n".join(trespasses)


def test_faces_write_no_sql() -> None:
    found = [
        f"{path.relative_to(SRC)} imports {name}"
        for path in python_files()
        if path.is_relative_to(SRC / "faces")
        for name in imported_names(path)
        if name.startswith("sqlalchemy") and name not in NAMES_OF_A_CONNECTION
    ]

    assert not found, "\n".join(found)


def test_only_infra_opens_and_ends_transactions() -> None:
    """A change that a service commits by itself can't be undone with the rest of its Work."""
    verbs = {"commit", "begin_nested", "savepoint"}
    found = []
    for path in python_files():
        place = path.relative_to(SRC).as_posix()
        if place == "infra/work.py" or place.startswith("infra/db/"):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in verbs:
                found.append(f"{place}:{node.lineno} .{node.attr}")
            if isinstance(node, ast.Constant) and node.value == "AUTOCOMMIT":
                found.append(f"{place}:{node.lineno} AUTOCOMMIT")

    assert not found, "\n".join(found)


def floors() -> dict[str, int]:
    """Each module's floor, counted from the ground, as the import contract has them."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "modules")
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(layers))
        for name in layer.split("|")
    }


def homes() -> dict[str, str]:
    """The module that owns each table, found by where the table's name is written down."""
    owners: dict[str, str] = {}
    for path in python_files():
        here = path.relative_to(SRC).with_suffix("").parts
        if here[0] == "modules" and here[2:3] == ("models",):
            owners |= dict.fromkeys(table_names(tree(path)), here[1])
    return owners


def table_names(module: ast.Module) -> set[str]:
    return {
        node.value.value
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__tablename__" for t in node.targets)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def test_foreign_keys_point_down_too() -> None:
    owner, floor = homes(), floors()
    wrong = []
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            source, target = owner.get(table.name), owner.get(key.column.table.name)
            if source and target and source != target and floor[source] <= floor[target]:
                wrong.append(f"{table.name} ({source}) -> {key.column.table.name} ({target})")

    assert not wrong, "\n".join(wrong)
