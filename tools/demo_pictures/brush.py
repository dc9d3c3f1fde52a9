"""A canvas of 800 units on which things of a household are drawn: bodies, cloths, strokes, shadows."""

import math
import random
from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]

SIDE = 800
SCALE = 3  # drawn three times as large, then reduced: smooth edges
_FULL = SIDE * SCALE
_MARGIN = 30  # cut off at the end, so that things fill their picture
# Light falls from the left: a dark rim, the light, the colour itself, the shade.
_ROUND = ((0.0, -0.16), (0.22, 0.20), (0.5, 0.0), (0.85, -0.22), (1.0, -0.30))
_FLAT = ((0.0, 0.07), (1.0, -0.09))


def rgb(code: str) -> Colour:
    return (int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0 is the first colour, 1 the other."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return (r, g, b)


def lit(colour: Colour, amount: float) -> Colour:
    """Lighter for a positive amount, darker for a negative one."""
    return mix(colour, (255, 250, 240) if amount > 0 else (30, 22, 24), abs(amount))


class Canvas:
    """The picture in the making. Coordinates run from 0 to 800, y downwards."""

    def __init__(self, ground: Colour) -> None:
        self.ground = ground
        self.image = Image.new("RGB", (_FULL, _FULL), ground)
        self.chance = random.Random(7)  # noqa: S311 - texture, the same each time
        self._wall()

    def finished(self) -> Image.Image:
        edge = _MARGIN * SCALE
        seen = self.image.crop((edge, edge, _FULL - edge, _FULL - edge))
        return seen.resize((SIDE, SIDE), Image.Resampling.LANCZOS)

    # Light and ground

    def _wall(self) -> None:
        wall = _strip(
            [(0.0, lit(self.ground, 0.34)), (0.72, self.ground), (1.0, lit(self.ground, -0.03))]
        )
        self.image.paste(wall.rotate(-90, expand=True).resize((_FULL, _FULL)))
        floor = _strip([(0.0, lit(self.ground, 0.16)), (1.0, lit(self.ground, -0.05))])
        box = (0, 600 * SCALE, _FULL, _FULL)
        self.image.paste(floor.rotate(-90, expand=True).resize((_FULL, _FULL - box[1])), box)
        seam = self.image.crop((0, 570 * SCALE, _FULL, 630 * SCALE))
        self.image.paste(seam.filter(ImageFilter.GaussianBlur(10 * SCALE)), (0, 570 * SCALE))

    def shadow(self, cx: float, cy: float, rx: float, ry: float, strength: float = 0.42) -> None:
        """Soft, below a thing that stands on the ground; thrown a little to the right."""
        for grow, share in ((1.25, 0.45), (0.95, 0.55)):
            mask = self._mask()
            box = (cx - rx * grow + 14, cy - ry * grow, cx + rx * grow + 26, cy + ry * grow)
            ImageDraw.Draw(mask).ellipse(_scaled(box), fill=round(255 * strength * share))
            mask = _soft(mask, max(ry * 0.45, 5))
            self.image.paste(lit(self.ground, -0.72), mask=mask)

    def drop(
        self, mask: Image.Image, dx: float = 10, dy: float = 14, strength: float = 0.3
    ) -> None:
        """The shadow that a mask throws on what lies right behind it."""
        thrown = ImageChops.offset(mask, round(dx * SCALE), round(dy * SCALE))
        thrown = _soft(thrown.point(lambda value: round(value * strength)), 9)
        self.image.paste(lit(self.ground, -0.7), mask=thrown)

    def glow(
        self, cx: float, cy: float, radius: float, colour: Colour, strength: float = 0.75
    ) -> None:
        mask = self._mask()
        r = radius * 0.55
        ImageDraw.Draw(mask).ellipse(
            _scaled((cx - r, cy - r, cx + r, cy + r)), fill=round(255 * strength)
        )
        self.image.paste(colour, mask=_soft(mask, radius * 0.38))

    # Shapes

    def fill(self, mask: Image.Image, colour: Colour, shade: str = "flat") -> Image.Image:
        """Paint a mask: 'round' like a turned body, 'flat' like a plate of wood, 'plain' in one tone."""
        box = mask.getbbox()
        if box is None:
            return mask
        if shade == "plain":
            self.image.paste(colour, mask=mask)
            return mask
        tones = _ROUND if shade == "round" else _FLAT
        strip = _strip([(at, lit(colour, amount)) for at, amount in tones])
        if shade == "down":
            strip = strip.rotate(-90, expand=True)
        size = (box[2] - box[0], box[3] - box[1])
        self.image.paste(strip.resize(size, Image.Resampling.BILINEAR), box, mask.crop(box))
        return mask

    def polygon(
        self, points: Iterable[Point], colour: Colour, shade: str = "flat", *, rounded: float = 0
    ) -> Image.Image:
        mask = self._mask()
        ImageDraw.Draw(mask).polygon([_at(point) for point in points], fill=255)
        if rounded:
            mask = _rounded(mask, rounded)
        return self.fill(mask, colour, shade)

    def ellipse(
        self, cx: float, cy: float, rx: float, ry: float, colour: Colour, shade: str = "flat"
    ) -> Image.Image:
        mask = self._mask()
        ImageDraw.Draw(mask).ellipse(_scaled((cx - rx, cy - ry, cx + rx, cy + ry)), fill=255)
        return self.fill(mask, colour, shade)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, **look: object
    ) -> Image.Image:
        """A rectangle; `radius` rounds its corners, `shade` is that of `fill`."""
        mask = self._mask()
        radius = float(str(look.get("radius", 0)))
        ImageDraw.Draw(mask).rounded_rectangle(
            _scaled((left, top, right, bottom)), radius=radius * SCALE, fill=255
        )
        return self.fill(mask, colour, str(look.get("shade", "flat")))

    def stroke(
        self, points: Sequence[Point], width: float, colour: Colour, shade: str = "plain"
    ) -> Image.Image:
        """A line with round ends and joints."""
        mask = self._mask()
        draw = ImageDraw.Draw(mask)
        radius = width * SCALE / 2
        scaled = [_at(point) for point in points]
        draw.line(scaled, fill=255, width=round(width * SCALE), joint="curve")
        for x, y in scaled:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return self.fill(mask, colour, shade)

    def curve(
        self, points: Sequence[Point], width: float, colour: Colour, shade: str = "plain"
    ) -> Image.Image:
        """A smooth line through the points."""
        return self.stroke(smooth(points), width, colour, shade)

    def turned(
        self, cx: float, profile: Sequence[Point], colour: Colour, *, tilt: float = 0.16
    ) -> Image.Image:
        """A body turned on a wheel, from (y, half width) pairs, top to bottom, seen a little from above."""
        edge = smooth([(half, y) for y, half in profile])
        bottom_y, bottom = profile[-1]
        arc = [
            (
                cx + bottom * math.cos(math.radians(t)),
                bottom_y + bottom * tilt * math.sin(math.radians(t)),
            )
            for t in range(0, 181, 4)
        ]
        outline = [(cx + half, y) for half, y in edge] + arc
        outline += [(cx - half, y) for half, y in reversed(edge)]
        mask = self.polygon(outline, colour, "round")
        self.ellipse(cx, profile[0][0], profile[0][1], profile[0][1] * tilt, lit(colour, 0.18))
        return mask

    def mouth(self, cx: float, cy: float, rx: float, inside: Colour, tilt: float = 0.16) -> None:
        """The opening of a vessel, its wall lit behind."""
        self.ellipse(cx, cy, rx, rx * tilt, inside, "round")

    # Surfaces

    def pattern(
        self, mask: Image.Image, lines: Iterable[Sequence[Point]], width: float, colour: Colour
    ) -> None:
        """Lines that stay within a mask: stripes, ribs, woven threads."""
        drawn = self._mask()
        draw = ImageDraw.Draw(drawn)
        for line in lines:
            draw.line(
                [_at(point) for point in line],
                fill=255,
                width=max(1, round(width * SCALE)),
                joint="curve",
            )
        self.image.paste(colour, mask=ImageChops.multiply(drawn, mask))

    def shine(self, points: Sequence[Point], width: float, strength: float = 0.45) -> None:
        """A soft reflex of a window along a line."""
        mask = self._mask()
        ImageDraw.Draw(mask).line(
            [_at(point) for point in smooth(points)],
            fill=round(255 * strength),
            width=round(width * SCALE),
            joint="curve",
        )
        self.image.paste((255, 252, 246), mask=_soft(mask, width * 0.3))

    def specks(self, mask: Image.Image, count: int, colour: Colour, size: float = 1.6) -> None:
        """The grains of a glaze, of wool, of felt."""
        box = mask.getbbox()
        if box is None:
            return
        drawn = self._mask()
        draw = ImageDraw.Draw(drawn)
        for _ in range(count):
            x, y = self.chance.uniform(box[0], box[2]), self.chance.uniform(box[1], box[3])
            r = self.chance.uniform(0.4, 1.0) * size * SCALE
            draw.ellipse((x - r, y - r, x + r, y + r), fill=150)
        self.image.paste(colour, mask=ImageChops.multiply(drawn, mask))

    def dots(
        self, mask: Image.Image, places: Iterable[tuple[float, float, float]], colour: Colour
    ) -> None:
        """Round tufts at (x, y, radius), within a mask."""
        drawn = self._mask()
        draw = ImageDraw.Draw(drawn)
        for x, y, r in places:
            draw.ellipse(_scaled((x - r, y - r, x + r, y + r)), fill=255)
        drawn = drawn.filter(ImageFilter.GaussianBlur(2 * SCALE))
        self.image.paste(colour, mask=ImageChops.multiply(drawn, mask))

    def grain(
        self, mask: Image.Image, colour: Colour, *, upright: bool = False, gap: float = 13
    ) -> None:
        """The rings of wood along a board."""
        lines = []
        for start in range(int(SIDE / gap)):
            at = start * gap + self.chance.uniform(-3, 3)
            swing, phase = self.chance.uniform(1, 5), self.chance.uniform(0, 6)
            run = [(t, at + swing * math.sin(t / 90 + phase)) for t in range(0, SIDE + 1, 20)]
            lines.append([(y, x) for x, y in run] if upright else run)
        self.pattern(mask, lines, 1.5, lit(colour, -0.16))

    def _mask(self) -> Image.Image:
        return Image.new("L", (_FULL, _FULL), 0)


def smooth(points: Sequence[Point], steps: int = 14) -> list[Point]:
    """Points on a Catmull-Rom curve through the given ones."""
    if len(points) < 3:
        return list(points)
    ends = [points[0], *points, points[-1]]
    found: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        found.extend(_between(a, b, c, d, step / steps) for step in range(steps))
    return [*found, points[-1]]


def turned_by(points: Iterable[Point], cx: float, cy: float, degrees: float) -> list[Point]:
    """Points turned around a centre, clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in points]


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    x, y = (
        0.5
        * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t * t
            + (3 * q - p - 3 * r + s) * t * t * t
        )
        for p, q, r, s in zip(a, b, c, d, strict=True)
    )
    return (x, y)


def _strip(stops: Sequence[tuple[float, Colour]]) -> Image.Image:
    strip = Image.new("RGB", (256, 1))
    for x in range(256):
        at = x / 255
        after = next(index for index, (place, _) in enumerate(stops) if place >= at)
        before = max(after - 1, 0)
        (low, dark), (high, light) = stops[before], stops[after]
        strip.putpixel((x, 0), mix(dark, light, (at - low) / (high - low) if high > low else 0))
    return strip


def _soft(mask: Image.Image, radius: float) -> Image.Image:
    """Blurred, at a quarter of the size, for blurring is what takes the time."""
    small = mask.resize((_FULL // 4, _FULL // 4), Image.Resampling.BILINEAR)
    small = small.filter(ImageFilter.GaussianBlur(radius * SCALE / 4))
    return small.resize(mask.size, Image.Resampling.BILINEAR)


def _rounded(mask: Image.Image, radius: float) -> Image.Image:
    blurred = mask.filter(ImageFilter.GaussianBlur(radius * SCALE / 2))
    return blurred.point(lambda value: max(0, min(255, (value - 112) * 8)))


def _at(point: Point) -> Point:
    return (point[0] * SCALE, point[1] * SCALE)


def _scaled(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return (box[0] * SCALE, box[1] * SCALE, box[2] * SCALE, box[3] * SCALE)
