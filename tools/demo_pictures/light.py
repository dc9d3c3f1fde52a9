"""Lamps, lanterns and candles."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Point, lit, smooth, turned_by


def desk_lamp(c: Canvas) -> None:
    c.glow(230, 520, 230, p.FLAME, 0.35)
    c.shadow(470, 640, 140, 26)
    c.turned(480, [(610, 118), (636, 124), (644, 122)], p.INK)
    c.stroke([(480, 612), (580, 400)], 16, lit(p.STEEL, -0.3), "round")
    c.stroke([(496, 600), (590, 404)], 4, p.BRASS)
    c.stroke([(580, 400), (350, 240)], 16, lit(p.STEEL, -0.3), "round")
    c.stroke([(570, 376), (366, 236)], 4, p.BRASS)
    c.ellipse(580, 400, 26, 26, p.INK, "round")
    c.ellipse(580, 400, 11, 11, p.BRASS, "round")
    head = turned_by(
        [(318, 176), (382, 176), (404, 260), (450, 356), (250, 356), (296, 260)], 350, 240, 26
    )
    light = turned_by([(252, 358), (448, 358), (560, 640), (120, 640)], 350, 240, 26)
    _beam(c, light)
    c.polygon(head, p.INK, "round", rounded=10)
    rim = turned_by(
        [(350 + 100 * math.cos(k / 4), 356 + 18 * math.sin(k / 4)) for k in range(26)], 350, 240, 26
    )
    c.polygon(rim, lit(p.FLAME, 0.55), "plain")
    c.ellipse(350, 240, 18, 18, p.BRASS, "round")


def _beam(c: Canvas, points: list[Point]) -> None:
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    c.glow(cx, cy, 170, lit(p.FLAME, 0.5), 0.5)


def pendant(c: Canvas) -> None:
    c.glow(400, 560, 330, lit(p.FLAME, 0.45), 0.6)
    c.stroke([(400, -10), (400, 250)], 7, p.CHARCOAL)
    c.turned(400, [(232, 22), (250, 28), (286, 30)], p.BRASS)
    c.turned(400, [(280, 36), (320, 130), (400, 210), (480, 250), (492, 252)], p.MOSS, tilt=0.1)
    c.ellipse(400, 492, 252, 36, lit(p.MOSS, -0.2))
    c.ellipse(400, 494, 240, 31, lit(p.FLAME, 0.6), "plain")
    c.ellipse(400, 500, 62, 26, p.WHITE, "plain")
    c.shine([(300, 360), (240, 420), (204, 464)], 15, 0.4)


def lantern(c: Canvas) -> None:
    c.glow(400, 460, 300, p.FLAME, 0.4)
    c.shadow(400, 648, 150, 26)
    ring = [(400 + 44 * math.cos(k / 5), 132 + 44 * math.sin(k / 5)) for k in range(33)]
    c.stroke(ring, 9, p.BLACK)
    c.polygon([(400, 168), (520, 268), (280, 268)], p.BLACK, "round", rounded=6)
    c.box(360, 176, 440, 206, lit(p.BLACK, 0.1), shade="round")
    c.box(266, 262, 534, 288, p.BLACK, shade="round", radius=4)
    pane = c.box(290, 288, 510, 614, lit(p.FLAME, 0.66))
    c.fill(pane, lit(p.FLAME, 0.6), "round")
    c.glow(400, 440, 150, lit(p.FLAME, 0.2), 0.8)
    c.turned(400, [(500, 56), (606, 56)], p.WHITE)
    flame(c, 400, 480, 1.3)
    for x in (290, 400, 510):
        width = 8 if x == 400 else 16
        if x != 400:
            c.box(x - width, 284, x + width, 622, p.BLACK, shade="round")
    c.box(258, 606, 542, 646, p.BLACK, radius=5, shade="round")
    c.shine([(326, 310), (322, 590)], 10, 0.55)
    c.ellipse(500, 450, 9, 9, p.BRASS, "round")


def flame(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """A candle's flame whose wick ends at (x, y)."""

    def at(points: list[Point]) -> list[Point]:
        return smooth([(x + a * size, y + b * size) for a, b in points])

    c.stroke([(x, y + 12 * size), (x, y - 6 * size)], 4 * size, p.COFFEE)
    c.glow(x, y - 40 * size, 80 * size, p.FLAME, 0.6)
    c.polygon(
        at([(0, 2), (-20, -20), (-14, -56), (2, -100), (16, -56), (20, -20), (0, 2)]),
        p.FLAME,
        "plain",
    )
    c.polygon(
        at([(0, -2), (-10, -18), (-7, -38), (0, -60), (8, -38), (10, -18), (0, -2)]),
        lit(p.FLAME, 0.75),
        "plain",
    )


def beeswax(c: Canvas) -> None:
    for x, top in ((320, 270), (480, 210)):
        c.shadow(x, 640, 84, 20)
        c.turned(x, [(604, 70), (632, 82), (640, 80)], p.BRASS, tilt=0.22)
        c.turned(x, [(top, 24), (top + 60, 32), (600, 36), (612, 36)], p.WAX, tilt=0.2)
        c.ellipse(x, top, 24, 6, lit(p.WAX, 0.45))
        c.shine([(x - 16, top + 60), (x - 20, 560)], 9, 0.4)
        flame(c, x, top - 12)


def scented(c: Canvas) -> None:
    c.glow(400, 380, 260, p.FLAME, 0.35)
    c.shadow(400, 630, 160, 30)
    c.turned(400, [(330, 156), (606, 150), (616, 146)], p.GLASS)
    c.turned(400, [(410, 146), (590, 142), (600, 138)], p.CREAM)
    c.ellipse(400, 410, 146, 24, lit(p.CREAM, 0.4))
    flame(c, 400, 398, 1.15)
    c.box(306, 468, 494, 566, p.PAPER, radius=6)
    c.polygon(
        smooth(
            [(400, 548), (366, 528), (356, 492), (400, 482), (444, 492), (434, 528), (400, 548)]
        ),
        p.LEAF,
    )
    c.stroke([(400, 546), (400, 492)], 3, lit(p.LEAF, 0.45))
    c.shine([(270, 360), (274, 580)], 14, 0.55)
    c.shine([(536, 370), (532, 570)], 6, 0.35)


def globe(c: Canvas) -> None:
    c.glow(400, 370, 380, lit(p.FLAME, 0.3), 0.55)
    c.shadow(400, 640, 130, 24)
    c.grain(c.turned(400, [(560, 74), (600, 96), (630, 104), (638, 102)], p.OAK), p.OAK, gap=14)
    c.turned(400, [(540, 62), (562, 70)], p.BRASS)
    c.ellipse(400, 378, 188, 188, lit(p.FLAME, 0.62), "plain")
    c.glow(400, 390, 190, (255, 251, 238), 0.9)
    c.shine([(290, 300), (320, 256), (366, 226)], 14, 0.8)


def festoon(c: Canvas) -> None:
    rows = ((60, 150, 130), (300, 330, 150))
    for number, (left, right, sag) in enumerate(rows):
        points = [
            (-20 + t * 84, left + (right - left) * t / 10 + sag * math.sin(math.pi * t / 10))
            for t in range(11)
        ]
        c.curve(points, 7, p.CHARCOAL)
        line = smooth(points)
        for bulb in range(1 + number % 2, 20, 4):
            x, y = line[min(bulb * 7, len(line) - 1)]
            c.box(x - 15, y, x + 15, y + 36, p.CHARCOAL, radius=5, shade="round")
            c.glow(x, y + 74, 110, p.FLAME, 0.55)
            c.polygon(
                smooth(
                    [
                        (x - 15, y + 36),
                        (x - 38, y + 74),
                        (x - 26, y + 108),
                        (x, y + 120),
                        (x + 26, y + 108),
                        (x + 38, y + 74),
                        (x + 15, y + 36),
                    ]
                ),
                lit(p.FLAME, 0.5),
                "plain",
            )
            c.curve(
                [(x - 12, y + 84), (x - 5, y + 62), (x + 5, y + 86), (x + 12, y + 64)],
                3,
                lit(p.WAX, -0.05),
            )
            c.shine([(x - 22, y + 70), (x - 18, y + 96)], 6, 0.8)
