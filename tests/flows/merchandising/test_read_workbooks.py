"""Workbooks that strangers send."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from shopwright.flows.merchandising.errors import UnreadableFile
from shopwright.flows.merchandising.steps.workbook import as_text


def book(folder: Path, *rows: list[object]) -> Path:
    path = folder / "book.xlsx"
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def changed(path: Path, parts: dict[str, bytes]) -> Path:
    """The workbook with other parts; what is new is squeezed as far as it goes."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *parts}:
            new.writestr(name, parts.get(name) if name in parts else old.read(name))
    return target


def refused(path: Path) -> str:
    with pytest.raises(UnreadableFile) as error, as_text(path):
        pass
    return error.value.detail


def test_values_become_cells(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        ["sku", "price", "on"],
        ["007", 19.99, True],
        ["x,y", 12.0, None],
        ["=1+1", 3, False],
    )

    with as_text(path) as plain:
        text = plain.read_text(encoding="utf-8")

    assert text.splitlines() == ["sku,price,on", "007,19.99,true", '"x,y",12', ",3,false"]
    assert not plain.exists()


def test_a_plain_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n", encoding="utf-8")

    with as_text(path) as plain:
        assert plain == path


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/media/x.bin"]
)
def test_a_part_that_unpacks_to_far_more_than_it_is_is_refused(tmp_path: Path, part: str) -> None:
    bomb = changed(book(tmp_path, ["a"]), {part: b"<x>" + bytes(64 << 20)})
    assert bomb.stat().st_size < 200_000

    assert "unpacks to far more" in refused(bomb)


def test_huge_shared_texts_are_refused(tmp_path: Path) -> None:
    texts = b"".join(b"<si><t>%d-%d</t></si>" % (at, at * 7919) for at in range(1_500_000))
    bomb = changed(book(tmp_path, ["a"]), {"xl/sharedStrings.xml": b"<sst>" + texts + b"</sst>"})

    assert "unpacks to far more" in refused(bomb)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(tmp_path: Path, part: str, encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'

    reason = refused(changed(book(tmp_path, ["a"]), {part: laughs.encode(encoding)}))

    assert "entities" in reason or "UTF-8" in reason


def test_a_mark_of_an_entity_cut_in_two_is_seen(tmp_path: Path) -> None:
    hidden = b"<!--" + b"x" * ((1 << 20) - 9) + b"--><!DOCTYPE x []><x/>"

    assert "entities" in refused(changed(book(tmp_path, ["a"]), {"xl/styles.xml": hidden}))


def test_other_archives_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    plain = tmp_path / "a.zip"
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(book(tmp_path, ["a"]).read_bytes()[:2000])
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for at in range(1500):
            archive.writestr(f"{at}", "")
        archive.writestr("xl/workbook.xml", "")
    (tmp_path / "many.xlsx").write_bytes(many.getvalue())

    for path in (plain, cut, tmp_path / "many.xlsx"):
        assert "not an Excel workbook" in refused(path)
