import gzip
from pathlib import Path

import pytest

from shopwright.flows.merchandising.errors import UnreadableFile, WrongEncoding
from shopwright.flows.merchandising.steps.source import LONGEST_PIECE, open_source, source_of

TEXT = "Handle,Title\r\nmug,Caf\u00e9\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        gzip.compress(TEXT.encode(), mtime=0),
        gzip.compress(TEXT.encode("utf-16"), mtime=0),
    ],
)
def test_a_source_decodes_marks_and_gzip_by_content(raw: bytes):
    source = source_of(raw)

    assert "".join(source.pieces()) == TEXT


def test_a_source_can_be_read_again(tmp_path: Path):
    path = tmp_path / "catalog.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode(), mtime=0))
    source = open_source(path)

    assert list(source.pieces()) == list(source.pieces())


def test_a_source_counts_the_bytes_of_the_file_not_of_the_text():
    raw = gzip.compress(TEXT.encode() * 1000, mtime=0)
    source = source_of(raw)

    list(source.pieces())

    assert source.bytes_read == source.size == len(raw)


def test_a_wrong_byte_is_told_with_its_line_and_offset():
    raw = b"Handle,Title\nmug,Mug\ncafe,Caf\xe9\n"

    with pytest.raises(WrongEncoding) as caught:
        source_of(raw, name="shop.csv")

    assert caught.value.detail == (
        "shop.csv is not UTF-8: byte 0xE9 on line 3 (byte 29 of the text). "
        "Save it as UTF-8, or pass --encoding cp1252 if it comes from Windows or Excel."
    )


def test_a_wrong_byte_after_megabytes_is_found_before_anything_is_read():
    raw = b"x" * 79 + b"\n"
    whole = raw * 40_000 + b"\xff"

    with pytest.raises(WrongEncoding) as caught:
        source_of(whole)

    assert caught.value.extra == {"line": 40_001, "offset": 80 * 40_000}


def test_a_character_cut_in_two_by_a_chunk_is_whole():
    text = "x" + "\u20ac" * 700_000

    assert "".join(source_of(text).pieces()) == text


def test_a_file_that_ends_inside_a_character_is_refused():
    with pytest.raises(WrongEncoding):
        source_of("caf\u00e9".encode()[:-1])


def test_windows_text_is_read_when_its_encoding_is_named():
    source = source_of(b"caf\xe9 \x80", encoding="cp1252")

    assert "".join(source.pieces()) == "caf\u00e9 \u20ac"


@pytest.mark.parametrize("name", ["klingon", "base64", "rot13"])
def test_an_encoding_nobody_knows_is_refused(name: str):
    with pytest.raises(WrongEncoding):
        source_of(b"a", encoding=name)


def test_utf_16_without_a_mark_is_recognised():
    with pytest.raises(WrongEncoding, match="utf-16-le"):
        source_of(TEXT.encode("utf-16-le"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-9], "can't be read"),
        (b"\x1f\x8bnot gzip at all", "can't be read"),
    ],
)
def test_what_is_no_text_is_refused_in_plain_words(raw: bytes, words: str):
    with pytest.raises(UnreadableFile, match=words):
        source_of(raw)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(UnreadableFile, match="can't be read"):
            open_source(path)


def test_a_line_without_end_comes_in_pieces():
    source = source_of("x" * (LONGEST_PIECE * 2 + 5))

    assert [len(piece) for piece in source.pieces()] == [LONGEST_PIECE, LONGEST_PIECE, 5]
