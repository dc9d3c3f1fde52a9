"""Names of files that are sent."""

import pytest

from shopwright.modules.media.errors import BadFileName, UnsupportedPicture, WrongEnding
from shopwright.modules.media.rules import check_content, check_name

PNG, JPEG, WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBPVP8 "


@pytest.mark.parametrize(
    "name", ["mug.png", "Mug 2.final.JPEG", "blob", "Tasse für Tee.webp", "杯.jpg"]
)
def test_plain_names_are_fine(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "a\x00.png", "a.png\x00", "a\r\n.png", "a\u202egnp.exe", "a/b.png", "..", "../a.png", "c:a.png", "a\\b.png",
     "a.exe", "a.php5.png", "x.svg.png", "x.html.jpg", ".png", "a.", "a.png ", "a.png/", "a" * 256],
)  # fmt: skip
def test_names_with_other_things_in_mind_are_not(name: str) -> None:
    with pytest.raises(BadFileName):
        check_name(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.png", PNG), ("a.jpe", JPEG), ("a.JFIF", JPEG), ("a.webp", WEBP), ("blob", WEBP)],
)
def test_the_ending_agrees_with_the_content(name: str, content: bytes) -> None:
    check_content(name, content)


@pytest.mark.parametrize(("name", "content"), [("a.png", JPEG), ("a.jpg", WEBP), ("a.webp", PNG)])
def test_an_ending_that_lies_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(WrongEnding):
        check_content(name, content)


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"RIFF\0\0\0\0WAVE", b"%PDF", b"II*\0", b" " + PNG]
)
def test_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(UnsupportedPicture):
        check_content("a.png", content)
