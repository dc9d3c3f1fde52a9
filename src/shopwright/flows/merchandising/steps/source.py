"""A catalog file as lines of text: plain or gzipped, UTF-8 unless told otherwise."""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from typing_extensions import override

from shopwright.flows.merchandising.errors import UnreadableFile, WrongEncoding

LONGEST_PIECE = 1 << 20  # characters of a line that are handed out at once
_CHUNK = 1 << 20
_HEAD = 4096
_GZIP = b"\x1f\x8b"
# The longest mark first: UTF-32 in little endian begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook: save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "an SQLite database"),
)


class TextSource:
    """A text that can be read again and again from its beginning, a piece of a line at a time."""

    def __init__(
        self,
        open_raw: Callable[[], BinaryIO],
        *,
        name: str,
        size: int,
        encoding: str | None = None,
    ) -> None:
        self.name = name
        self.size = size
        self.bytes_read = 0
        self._open_raw = open_raw
        head = self._head()
        _refuse_foreign(head, name)
        self.encoding = encoding or _encoding_of(head, name)
        self._verify()

    def pieces(self) -> Iterator[str]:
        """Lines with their ends, as they stand; one longer than LONGEST_PIECE comes in parts."""
        with self._open() as stream:
            text = io.TextIOWrapper(stream, encoding=self.encoding, errors="strict", newline="")
            first = text.readline(LONGEST_PIECE).removeprefix("\ufeff")
            piece = first
            while piece:
                yield piece
                piece = text.readline(LONGEST_PIECE)

    def begins_with(self, start: str) -> bool:
        """Whether that is the first thing in it that is not blank."""
        first = next((piece for piece in self.pieces() if not piece.isspace()), "")
        return first.lstrip().startswith(start)

    def _head(self) -> bytes:
        with self._open() as stream:
            head = stream.read(_HEAD)
        if not head:
            message = f"{self.name} is empty."
            raise UnreadableFile(message)
        return head

    def _verify(self) -> None:
        # The whole file is decoded before its first row goes in: half a catalog is worse than none.
        decoder = codecs.getincrementaldecoder(self.encoding)("strict")
        offset, line = 0, 1
        with self._open() as stream:
            while True:
                chunk = stream.read(_CHUNK)
                try:
                    decoder.decode(chunk, final=not chunk)
                except UnicodeDecodeError as error:
                    before = error.object[: error.start]
                    pending = len(error.object) - len(chunk)
                    raise _wrong_encoding(
                        self,
                        error,
                        offset - pending + error.start,
                        line + before.count(b"\n"),
                    ) from None
                if not chunk:
                    return
                offset += len(chunk)
                line += chunk.count(b"\n")

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        try:
            with self._open_raw() as raw:
                counted = _Counted(raw, self)
                packed = raw.read(len(_GZIP)) == _GZIP
                raw.seek(0)
                if packed:
                    with gzip.GzipFile(fileobj=counted) as unpacked:
                        yield cast("BinaryIO", unpacked)
                else:
                    yield cast("BinaryIO", io.BufferedReader(counted, _CHUNK))
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"{self.name} can't be read: {reason}."
            raise UnreadableFile(message) from error


class _Counted(io.RawIOBase):
    """Bytes of a file on their way, so that a progress bar can tell how far it is."""

    def __init__(self, raw: BinaryIO, source: TextSource) -> None:
        self._raw = raw
        self._source = source
        source.bytes_read = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._raw.read(len(buffer))
        buffer[: len(block)] = block
        self._source.bytes_read += len(block)
        return len(block)


def open_source(path: Path, *, encoding: str | None = None) -> TextSource:
    """Open a file for reading, after a look through the whole of it.

    Raises:
        UnreadableFile: missing, empty, damaged, or not a text at all.
        WrongEncoding: not UTF-8 (or what `encoding` names); says where.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        message = f"{path} can't be read: {error.strerror}."
        raise UnreadableFile(message) from error
    return TextSource(lambda: path.open("rb"), name=path.name, size=size, encoding=_known(encoding))


def source_of(
    content: bytes | str, *, name: str = "catalog", encoding: str | None = None
) -> TextSource:
    """A source over bytes that are at hand."""
    raw = content.encode() if isinstance(content, str) else content
    return TextSource(lambda: io.BytesIO(raw), name=name, size=len(raw), encoding=_known(encoding))


def _known(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        b"abcd".decode(encoding, "replace")
        codecs.getincrementaldecoder(encoding)
    except LookupError:
        message = f"{encoding!r} is not an encoding known here; try utf-8, cp1252 or utf-16."
        raise WrongEncoding(message) from None
    return encoding


def _encoding_of(head: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head.count(0) * 4 > len(head):
        ending = "le" if head[1:2] == b"\0" else "be"
        message = f"{name} looks like UTF-16 without a mark at its start; pass --encoding utf-16-{ending}."
        raise WrongEncoding(message)
    return "utf-8"


def _refuse_foreign(head: bytes, name: str) -> None:
    for start, what in _FOREIGN:
        if head.startswith(start):
            message = f"{name} is {what}."
            raise UnreadableFile(message)


def _wrong_encoding(
    source: TextSource, error: UnicodeDecodeError, offset: int, line: int
) -> WrongEncoding:
    wrong = error.object[error.start]
    advice = (
        "Save it as UTF-8, or pass --encoding cp1252 if it comes from Windows or Excel."
        if source.encoding == "utf-8"
        else "Save it as UTF-8."
    )
    return WrongEncoding(
        f"{source.name} is not {source.encoding.upper()}: byte 0x{wrong:02X} on line {line} "
        f"(byte {offset} of the text). {advice}",
        line=line,
        offset=offset,
    )
