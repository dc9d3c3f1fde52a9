"""What strangers send is decoded in a process apart, and only pixels come out."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from shopwright.modules.media.adapters import decoding
from shopwright.modules.media.adapters.painting import ProcessPainter
from shopwright.modules.media.errors import (
    AnimatedPicture,
    DamagedPicture,
    PictureTooLarge,
    PictureTooSlow,
    UnsupportedPicture,
)
from tests.support.pictures import (
    animated_webp,
    photo_from_a_phone,
    picture,
    png_that_claims,
    png_with_text_bomb,
    png_with_words,
)
from tests.support.shared_data import shared

pytestmark = pytest.mark.anyio
SECRETS = (b"Secret", b"<?php", b"<script", b"PK\x03\x04", b"Exif", b"ICCP", b"XMP")
PROGRAM = Path(decoding.__file__).read_text(encoding="utf-8")
HTML = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def painter() -> ProcessPainter:
    return ProcessPainter(seconds=20)


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


async def test_a_picture_comes_in_three_sizes_and_is_never_enlarged(
    painter: ProcessPainter,
) -> None:
    large = await painter.paint(picture("JPEG", (2000, 1000)))
    small = await painter.paint(picture("PNG", (300, 90)))

    assert [(each.name, each.width, each.height) for each in large] == [
        ("zoom", 1600, 800),
        ("card", 600, 300),
        ("thumbnail", 200, 100),
    ]
    assert [(each.name, each.width, each.height) for each in small] == [
        ("zoom", 300, 90),
        ("card", 300, 90),
        ("thumbnail", 200, 60),
    ]
    for each in (*large, *small):
        found = opened(each.content)
        assert (found.format, found.size) == ("WEBP", (each.width, each.height))


async def test_a_photo_stands_upright_and_tells_nothing(painter: ProcessPainter) -> None:
    made = await painter.paint(photo_from_a_phone())

    assert (made[0].width, made[0].height) == (100, 300)
    for each in made:
        assert not any(secret in each.content for secret in SECRETS)
        assert opened(each.content).info.keys() <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize(
    ("form", "mode", "has_alpha"),
    [
        ("PNG", "L", False),
        ("PNG", "1", False),
        ("PNG", "P", False),
        ("PNG", "LA", True),
        ("PNG", "RGBA", True),
        ("PNG", "I;16", False),
        ("JPEG", "CMYK", False),
        ("JPEG", "L", False),
        ("WEBP", "RGBA", True),
        ("WEBP", "RGB", False),
    ],
)
async def test_every_kind_of_pixel_is_understood(
    painter: ProcessPainter, form: str, mode: str, *, has_alpha: bool
) -> None:
    made = await painter.paint(picture(form, mode=mode))

    assert [opened(each.content).mode for each in made] == ["RGBA" if has_alpha else "RGB"] * 3


async def test_sixteen_bits_keep_their_brightness(painter: ProcessPainter) -> None:
    made = await painter.paint(picture("PNG", mode="I;16"))  # 40,000 of 65,535

    pixel = opened(made[0].content).convert("L").getpixel((5, 5))
    assert pixel in range(153, 160)


@pytest.mark.parametrize(
    "tail",
    [b"<?php system($_GET['c']); ?>", HTML, b"PK\x03\x04" + bytes(64) + b"Secret.class"],
)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
async def test_what_hangs_behind_a_picture_is_gone(
    painter: ProcessPainter, form: str, tail: bytes
) -> None:
    made = await painter.paint(picture(form) + tail)

    assert len(made) == 3
    for each in made:
        assert tail not in each.content
        assert not any(secret in each.content for secret in SECRETS)


async def test_words_inside_a_picture_are_gone(painter: ProcessPainter) -> None:
    made = await painter.paint(png_with_words("<?php Secret ?>"))

    assert not any(secret in each.content for each in made for secret in SECRETS)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (png_that_claims(50_000, 50_000), PictureTooLarge),
        (png_that_claims(25_000_001, 1), PictureTooLarge),
        (picture("PNG", (5001, 5000), "1"), PictureTooLarge),
        (png_that_claims(400, 400)[:-30], DamagedPicture),
        (picture("JPEG", (900, 900))[:400], DamagedPicture),
        (picture("PNG")[:-60], DamagedPicture),
        (picture("WEBP")[:40], DamagedPicture),
        (animated_webp(), AnimatedPicture),
        (picture("GIF", mode="P"), UnsupportedPicture),
        (picture("TIFF"), UnsupportedPicture),
        (picture("BMP"), UnsupportedPicture),
        (picture("PDF"), UnsupportedPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", UnsupportedPicture),
        (HTML, UnsupportedPicture),
        (b"", UnsupportedPicture),
        (b"\x89PNG\r\n\x1a\n", UnsupportedPicture),
    ],
)
async def test_what_is_no_sound_still_picture_is_refused(
    painter: ProcessPainter, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises((refusal, UnsupportedPicture) if refusal is DamagedPicture else refusal):
        _ = await painter.paint(content)


async def test_a_text_bomb_goes_off_nowhere(painter: ProcessPainter) -> None:
    bomb = png_with_text_bomb()
    assert len(bomb) < 300_000

    try:
        made = await painter.paint(bomb)
    except DamagedPicture:
        made = []

    assert all(len(each.content) < 5000 for each in made)


async def test_a_decoder_that_hangs_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "hangs.py"
    program.write_text(
        "import os, pathlib, time\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)\n"
    )
    painter = ProcessPainter(seconds=1, program=program)

    with pytest.raises(PictureTooSlow):
        _ = await painter.paint(picture())

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)


@pytest.mark.parametrize(
    "deed", ["bytearray(2 << 30)", "open('made', 'w').write('x')", "os.fork()"]
)
async def test_a_decoder_that_was_taken_over_can_do_little(tmp_path: Path, deed: str) -> None:
    program = tmp_path / "evil.py"
    program.write_text(
        PROGRAM.replace("made = list(", f"import os; os.setuid(65534); {deed}; made = list(")
    )

    with pytest.raises((DamagedPicture, PictureTooLarge)):
        _ = await ProcessPainter(seconds=10, program=program).paint(picture())


async def test_a_decoder_sees_no_secret_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    program = tmp_path / "looks.py"
    program.write_text(
        "import json, os, sys\nsys.stdin.buffer.read()\n"
        "print(json.dumps({'made': [['zoom', 1, 1, 1]]}))\nprint(len(os.environ.get('SECRET_KEY', '')), end='')\n"
    )

    made = await ProcessPainter(program=program).paint(picture())

    assert made[0].content == b"0"


async def test_avif_is_a_choice() -> None:
    made = await ProcessPainter(seconds=30, ending="avif").paint(picture("PNG", (400, 300)))

    assert [(each.ending, opened(each.content).format) for each in made] == [("avif", "AVIF")] * 3


@pytest.mark.parametrize("folder", ["images-magento", "images-saleor", "catalog-spree/images"])
async def test_pictures_of_real_shops_all_go_in(painter: ProcessPainter, folder: str) -> None:
    files = sorted(
        path for path in shared(folder).rglob("*") if path.suffix in (".jpg", ".png", ".webp")
    )
    chosen = files if len(files) <= 40 else files[:: len(files) // 40]

    refused = []
    for path in chosen:
        try:
            _ = await painter.paint(path.read_bytes())
        except Exception as error:  # noqa: BLE001 - all are told together
            refused.append((path.name, type(error).__name__))

    assert refused == []
    assert chosen
