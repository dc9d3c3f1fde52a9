"""QR codes (ISO/IEC 18004): bytes, error correction of level M, as the path of an SVG picture."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

Grid = list[list[bool]]
_LEVEL_M, _LARGEST = 0, 20
# For each version: bytes of correction in a block, and blocks.
_CORRECTION = (0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26)
_BLOCKS = (0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16)
_MASKS = (
    lambda x, y: (x + y) % 2,
    lambda _x, y: y % 2,
    lambda x, _y: x % 3,
    lambda x, y: (x + y) % 3,
    lambda x, y: (x // 3 + y // 2) % 2,
    lambda x, y: x * y % 2 + x * y % 3,
    lambda x, y: (x * y % 2 + x * y % 3) % 2,
    lambda x, y: ((x + y) % 2 + x * y % 3) % 2,
)


def path_of(text: str) -> tuple[str, int]:
    """The dark squares as an SVG path, and how many squares a side has with the quiet ones around.

    Raises:
        ValueError: the text is longer than a code of this kind holds.
    """
    grid = squares(text)
    drawn = [
        f"M{x + 4} {y + 4}h{width}v1h-{width}z"
        for y, row in enumerate(grid)
        for x, width in _runs(row)
    ]
    return "".join(drawn), len(grid) + 8


def squares(text: str, mask: int | None = None) -> Grid:
    """The code's squares by row, dark ones true; by the mask that looks least like its marks unless one is named."""
    content = text.encode()
    version = _version_for(len(content))
    bits = _interleaved(_words(content, version), version)
    if mask is not None:
        return _drawn(version, bits, mask)
    return min((_drawn(version, bits, each) for each in range(len(_MASKS))), key=_unevenness)


def _version_for(length: int) -> int:
    for version in range(1, _LARGEST + 1):
        if 4 + _count_bits(version) + 8 * length <= 8 * _room(version):
            return version
    message = "too long for a QR code"
    raise ValueError(message)


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _capacity(version: int) -> int:
    """Bytes that fit beside the marks, those of correction among them."""
    found = (16 * version + 128) * version + 64
    if version >= 2:
        marks = version // 7 + 2
        found -= (25 * marks - 10) * marks - 55
        if version >= 7:
            found -= 36
    return found // 8


def _room(version: int) -> int:
    return _capacity(version) - _CORRECTION[version] * _BLOCKS[version]


def _words(content: bytes, version: int) -> bytes:
    room = _room(version)
    text = f"0100{len(content):0{_count_bits(version)}b}"
    text += "".join(f"{byte:08b}" for byte in content)
    text += "0" * min(4, 8 * room - len(text))
    text += "0" * (-len(text) % 8)
    words = bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8))
    return words + (b"\xec\x11" * room)[: room - len(words)]


def _interleaved(words: bytes, version: int) -> str:
    """Words of all blocks in turn, then those that correct them."""
    blocks, length = _BLOCKS[version], len(words) // _BLOCKS[version]
    short = blocks - len(words) % blocks
    parts, at = [], 0
    for block in range(blocks):
        end = at + length + (block >= short)
        parts.append(words[at:end])
        at = end
    corrected = [_corrected(part, _CORRECTION[version]) for part in parts]
    turns = [
        byte
        for many in (parts, corrected)
        for place in range(max(map(len, many)))
        for part in many
        for byte in part[place : place + 1]
    ]
    return "".join(f"{byte:08b}" for byte in turns)


def _times(left: int, right: int) -> int:
    """A product in the field of 256 elements."""
    found = 0
    for bit in range(7, -1, -1):
        found = (found << 1) ^ ((found >> 7) * 0x11D)
        found ^= ((right >> bit) & 1) * left
    return found


@cache
def _divisor(degree: int) -> Sequence[int]:
    found, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        for place in range(degree):
            found[place] = _times(found[place], root)
            if place + 1 < degree:
                found[place] ^= found[place + 1]
        root = _times(root, 2)
    return found


def _corrected(words: bytes, degree: int) -> bytes:
    """The bytes by which a block can be mended (Reed and Solomon)."""
    rest = [0] * degree
    for word in words:
        factor = word ^ rest.pop(0)
        rest.append(0)
        for place, each in enumerate(_divisor(degree)):
            rest[place] ^= _times(each, factor)
    return bytes(rest)


def _drawn(version: int, bits: str, mask: int) -> Grid:
    size = 4 * version + 17
    marks = dict(_marks(version, size)) | dict(_format(size, mask))
    grid = [[marks.get((x, y), False) for x in range(size)] for y in range(size)]
    for place, (x, y) in enumerate(_way(size, marks)):
        is_dark = place < len(bits) and bits[place] == "1"
        grid[y][x] = is_dark != (_MASKS[mask](x, y) == 0)
    return grid


def _way(size: int, marks: dict[tuple[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Free squares in the order of the bits: up and down, two columns at a time, from the right."""
    is_upward = True
    for right in (*range(size - 1, 6, -2), 5, 3, 1):
        for y in range(size - 1, -1, -1) if is_upward else range(size):
            yield from ((x, y) for x in (right, right - 1) if (x, y) not in marks)
        is_upward = not is_upward


def _marks(version: int, size: int) -> Iterator[tuple[tuple[int, int], bool]]:
    """What a reader finds a code by."""
    for at in range(size):
        yield (6, at), at % 2 == 0
        yield (at, 6), at % 2 == 0
    centres = _centres(version, size)
    last = len(centres) - 1
    for row, middle_y in enumerate(centres):
        for column, middle_x in enumerate(centres):
            if (row, column) not in ((0, 0), (0, last), (last, 0)):
                yield from _rings(middle_x, middle_y, 2, size)
    for middle_x, middle_y in ((3, 3), (size - 4, 3), (3, size - 4)):
        yield from _rings(middle_x, middle_y, 4, size)
    if version >= 7:
        told = _checked(version, 0x1F25, 12)
        for bit in range(18):
            low, high = bit // 3, size - 11 + bit % 3
            yield (high, low), bool(told >> bit & 1)
            yield (low, high), bool(told >> bit & 1)


def _centres(version: int, size: int) -> list[int]:
    if version == 1:
        return []
    marks = version // 7 + 2
    step = (version * 8 + marks * 3 + 5) // (marks * 4 - 4) * 2
    return [6, *reversed([size - 7 - each * step for each in range(marks - 1)])]


def _rings(
    middle_x: int, middle_y: int, reach: int, size: int
) -> Iterator[tuple[tuple[int, int], bool]]:
    for y in range(-reach, reach + 1):
        for x in range(-reach, reach + 1):
            place = (middle_x + x, middle_y + y)
            if min(place) >= 0 and max(place) < size:
                yield place, (max(abs(x), abs(y)) not in ((2, 4) if reach == 4 else (1,)))


def _format(size: int, mask: int) -> Iterator[tuple[tuple[int, int], bool]]:
    told = _checked(_LEVEL_M << 3 | mask, 0x537, 10) ^ 0x5412
    first = [*((8, y) for y in (0, 1, 2, 3, 4, 5, 7, 8)), (7, 8)]
    first += [(14 - bit, 8) for bit in range(9, 15)]
    second = [(size - 1 - bit, 8) for bit in range(8)]
    second += [(8, size - 15 + bit) for bit in range(8, 15)]
    for places in (first, second):
        for bit, place in enumerate(places):
            yield place, bool(told >> bit & 1)
    yield (8, size - 8), True


def _checked(value: int, divisor: int, degree: int) -> int:
    """A value with the rest by which mistakes in it are found."""
    rest = value
    for _ in range(degree):
        rest = (rest << 1) ^ ((rest >> (degree - 1)) * divisor)
    return value << degree | rest


def _unevenness(grid: Grid) -> int:
    """How badly a reader tells the squares apart: long runs of one kind, and blocks of four."""
    lines = [*grid, *(list(each) for each in zip(*grid, strict=True))]
    runs = sum(
        len(same) - 2 for line in lines for _, each in groupby(line) if len(same := [*each]) >= 5
    )
    blocks = sum(
        grid[y][x] == grid[y][x + 1] == grid[y + 1][x] == grid[y + 1][x + 1]
        for y in range(len(grid) - 1)
        for x in range(len(grid) - 1)
    )
    return runs + 3 * blocks


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    at = 0
    for is_dark, each in groupby(row):
        width = len([*each])
        if is_dark:
            yield at, width
        at += width
