"""Excel workbooks made into CSV on their way in, after a look at what they would unpack to."""

import asyncio
import csv
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from shopwright.flows.merchandising.errors import UnreadableFile

MOST_BYTES = 1 << 30  # of everything in it, unpacked
MOST_SHARED = 32 << 20  # of the texts that are held in memory while it is read
MOST_PARTS = 1000
_HIGHEST_RATIO, _HARMLESS = 150, 4 << 20
_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HELD = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml")


@contextmanager
def as_text(path: Path) -> Iterator[Path]:
    """The file itself, or where it is a workbook a CSV file of all its sheets that lives as long as the block.

    Raises:
        UnreadableFile: it is no workbook, is damaged, or would unpack to more than it should.
    """
    if not _is_zip(path):
        yield path
        return
    with TemporaryDirectory(prefix="shopwright-") as folder:
        target = Path(folder) / f"{path.stem}.csv"
        try:
            _refuse_bombs(path)
            _convert(path, target)
        except UnreadableFile:
            raise
        except Exception as error:
            message = f"{path.name} is not an Excel workbook that can be read."
            raise UnreadableFile(message) from error
        yield target


@asynccontextmanager
async def as_text_beside(path: Path) -> AsyncIterator[Path]:
    """:func:`as_text` in a thread, as a large workbook takes its time."""
    with ExitStack() as stack:
        yield await asyncio.to_thread(stack.enter_context, as_text(path))


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_ZIP)) == _ZIP
    except OSError:
        return False


def _refuse_bombs(path: Path) -> None:
    """Unpack everything once, and keep nothing: what the directory says of sizes is not believed."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names or len(names) > MOST_PARTS:
            message = "no workbook"
            raise ValueError(message)
        total = 0
        for part in archive.infolist():
            size = _weighed(archive, part)
            total += size
            is_dense = size > _HARMLESS and size > _HIGHEST_RATIO * max(part.compress_size, 1)
            is_held = part.filename in _HELD and size > MOST_SHARED
            if total > MOST_BYTES or is_dense or is_held:
                _refuse(path, "unpacks to far more than it is")


def _weighed(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many bytes a part really has; one that defines entities, or hides its text in another encoding, is refused."""
    size, tail = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if not size and chunk[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                _refuse(Path(part.filename), "is not UTF-8")
            if any(mark in tail + chunk for mark in _ENTITIES):
                _refuse(Path(part.filename), "defines entities")
            size, tail = size + len(chunk), chunk[-16:]
            if size > MOST_BYTES:
                break
    return size


def _refuse(path: Path, reason: str) -> None:
    message = f"{path.name} {reason}; it is not read."
    raise UnreadableFile(message)


def _convert(path: Path, target: Path) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - it is slow to load, and few send workbooks

    with path.open("rb") as raw:  # by its content, whatever it is called
        book = load_workbook(raw, read_only=True, data_only=True, keep_links=False)
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for place, sheet in enumerate(book.worksheets):
                sheet.reset_dimensions()
                for number, row in enumerate(sheet.iter_rows(values_only=True)):
                    if place == 0 or number > 0:
                        writer.writerow([_written(value) for value in row])
        book.close()


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return (
        _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        if isinstance(value, str)
        else str(value)
    )
