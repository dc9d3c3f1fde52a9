"""Pots, plates, boards and knives."""

import math
from collections.abc import Sequence

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Colour, Point, lit, smooth, turned_by


def plate(c: Canvas) -> None:
    c.shadow(400, 470, 285, 250, 0.34)
    body = c.ellipse(400, 430, 280, 268, p.ASH, "round")
    c.specks(body, 420, lit(p.ASH, -0.45))
    c.ellipse(400, 428, 262, 250, lit(p.ASH, 0.28), "flat")
    inner = c.ellipse(400, 430, 208, 198, lit(p.ASH, -0.07), "round")
    face = c.ellipse(400, 434, 196, 186, lit(p.ASH, 0.12), "flat")
    c.specks(face, 190, lit(p.ASH, -0.4))
    c.specks(inner, 40, lit(p.ASH, -0.4))
    c.shine([(190, 330), (235, 255), (310, 208)], 9, 0.6)


def bowl(c: Canvas) -> None:
    c.shadow(400, 622, 190, 34)
    body = c.turned(400, [(330, 262), (430, 244), (540, 180), (606, 110), (622, 108)], p.MOSS)
    c.specks(body, 260, lit(p.MOSS, -0.35))
    c.ellipse(400, 330, 262, 48, lit(p.MOSS, 0.28))
    c.mouth(400, 334, 250, lit(p.MOSS, -0.16), 0.165)
    for x, y, r, colour in (
        (330, 322, 44, p.TERRACOTTA),
        (405, 312, 50, p.BRASS),
        (478, 324, 42, p.RUST),
    ):
        c.ellipse(x, y, r, r * 0.82, colour, "round")
    c.polygon(
        smooth(
            [
                (145, 338),
                (250, 372),
                (400, 384),
                (550, 372),
                (655, 338),
                (640, 380),
                (400, 412),
                (160, 380),
                (145, 338),
            ]
        ),
        lit(p.MOSS, 0.06),
        "round",
    )
    c.shine([(205, 420), (232, 490), (280, 545)], 14, 0.35)


def casserole(c: Canvas) -> None:
    c.shadow(400, 628, 235, 40)
    for side in (-1, 1):
        c.curve(
            [
                (400 + side * 222, 430),
                (400 + side * 292, 428),
                (400 + side * 292, 470),
                (400 + side * 225, 476),
            ],
            26,
            lit(p.RUST, -0.12),
        )
    c.turned(400, [(400, 236), (500, 238), (590, 226), (612, 206)], p.RUST)
    c.turned(
        400,
        [(330, 120), (345, 175), (372, 226), (398, 246), (410, 246)],
        lit(p.RUST, 0.03),
        tilt=0.14,
    )
    c.curve([(156, 412), (280, 440), (400, 446), (520, 440), (644, 412)], 5, lit(p.RUST, -0.3))
    c.turned(400, [(300, 34), (318, 26), (334, 18)], p.BRASS, tilt=0.3)
    c.shine([(222, 470), (226, 530), (240, 580)], 18, 0.4)
    c.shine([(240, 372), (300, 345), (350, 338)], 9, 0.45)


def skillet(c: Canvas) -> None:
    handle = smooth(
        [(560, 330), (640, 262), (700, 208), (732, 220), (720, 252), (664, 300), (590, 372)]
    )
    c.drop(c.polygon(handle, p.IRON), strength=0.4)
    c.polygon(handle, p.IRON, "down")
    c.ellipse(706, 232, 12, 12, c.ground, "plain")
    c.shadow(360, 490, 250, 222, 0.4)
    for x, y in ((150, 330), (486, 648)):
        c.ellipse(x, y, 40, 34, p.IRON, "round")
    c.ellipse(360, 460, 244, 238, p.IRON, "round")
    c.ellipse(360, 458, 228, 222, lit(p.IRON, 0.18), "flat")
    pan = c.ellipse(360, 464, 206, 200, lit(p.IRON, -0.1), "round")
    c.specks(pan, 260, lit(p.IRON, 0.16), 1.2)
    egg = smooth(
        [
            (300, 430),
            (350, 392),
            (420, 410),
            (452, 470),
            (420, 530),
            (350, 540),
            (296, 504),
            (300, 430),
        ]
    )
    c.polygon(egg, p.WHITE, "flat")
    c.ellipse(376, 466, 42, 40, p.WAX, "round")
    c.shine([(350, 446), (364, 438)], 10, 0.7)
    c.shine([(176, 372), (216, 312), (280, 272)], 7, 0.4)


def board(c: Canvas) -> None:
    corners = [(150, 300), (560, 220), (668, 520), (236, 622)]
    c.polygon([(x + 6, y + 40) for x, y in corners], lit(p.WALNUT, -0.5), "plain", rounded=16)
    c.drop(
        c.polygon([(x + 4, y + 26) for x, y in corners], lit(p.WALNUT, -0.35), "plain", rounded=16),
        16,
        24,
        0.4,
    )
    c.polygon([(x + 4, y + 26) for x, y in corners], lit(p.WALNUT, -0.35), "flat", rounded=16)
    top = c.polygon(corners, p.WALNUT, "flat", rounded=16)
    for i in range(7):
        for j in range(6):
            if (i + j) % 2:
                cell = [
                    _on(corners, (i + a) / 7, (j + b) / 6)
                    for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))
                ]
                tone = lit(p.WALNUT, 0.12 + 0.05 * ((i * 3 + j) % 3))
                c.polygon(cell, tone, "flat")
    c.grain(top, p.WALNUT, gap=22)
    for i in range(1, 7):
        c.pattern(
            top, [[_on(corners, i / 7, 0), _on(corners, i / 7, 1)]], 1.4, lit(p.WALNUT, -0.35)
        )
    for x, y, r in ((470, 356, 40), (520, 392, 34)):
        c.ellipse(x + 8, y + 12, r, r * 0.8, lit(p.WALNUT, -0.4), "plain")
        c.ellipse(x, y, r, r * 0.92, p.RUST, "round")
        c.shine([(x - 14, y - 18), (x - 2, y - 22)], 7, 0.6)
        c.polygon([(x - 12, y - 30), (x, y - 42), (x + 14, y - 30), (x, y - 26)], p.LEAF)


def _on(corners: Sequence[Point], u: float, v: float) -> tuple[float, float]:
    (ax, ay), (bx, by), (dx, dy), (ex, ey) = corners
    top = (ax + (bx - ax) * u, ay + (by - ay) * u)
    low = (ex + (dx - ex) * u, ey + (dy - ey) * u)
    return (top[0] + (low[0] - top[0]) * v, top[1] + (low[1] - top[1]) * v)


def knife(c: Canvas) -> None:
    def put(points: list[tuple[float, float]], colour: Colour, shade: str = "down") -> None:
        c.polygon(turned_by(points, 400, 400, -32), colour, shade)

    blade = [*smooth([(60, 425), (160, 374), (300, 352), (478, 346)]), (478, 420), (448, 442)]
    blade += smooth([(448, 442), (300, 446), (160, 440), (60, 425)])
    c.drop(c.polygon(turned_by(blade, 400, 400, -32), p.STEEL), 16, 30, 0.36)
    put(blade, lit(p.STEEL, 0.25))
    put(
        [
            *smooth([(62, 426), (180, 424), (320, 424), (448, 424)]),
            (448, 442),
            (300, 447),
            (160, 441),
        ],
        lit(p.STEEL, 0.55),
    )
    put([(474, 344), (506, 346), (506, 424), (474, 424)], lit(p.STEEL, -0.2))
    handle = smooth(
        [
            (504, 346),
            (600, 350),
            (690, 344),
            (748, 362),
            (744, 412),
            (690, 420),
            (600, 404),
            (504, 420),
        ]
    )
    mask = c.polygon(turned_by(handle, 400, 400, -32), lit(p.OAK, -0.25), "down")
    c.grain(mask, lit(p.OAK, -0.3), gap=9)
    for x in (545, 620, 695):
        (spot,) = turned_by([(x, 382)], 400, 400, -32)
        c.ellipse(*spot, 9, 9, p.BRASS, "round")


def spoons(c: Canvas) -> None:
    for angle, kind in ((-16, "spatula"), (0, "hole"), (16, "spoon")):
        x = 400 + angle * 6
        shaft = turned_by(
            [(x - 15, 330), (x + 15, 330), (x + 13, 680), (x - 13, 680)], 400, 700, angle * 0.9
        )
        cx, cy = turned_by([(x, 250)], 400, 700, angle * 0.9)[0]
        c.drop(c.polygon(shaft, p.OAK, rounded=8), 12, 12, 0.3)
        c.grain(c.polygon(shaft, lit(p.OAK, -0.05), "flat", rounded=8), p.OAK, upright=True, gap=9)
        outline = [
            (
                cx + 62 * math.sin(t) * (1.0 if kind != "spatula" else 0.95),
                cy - 112 * math.cos(t) * (0.96 if kind != "spatula" else 1),
            )
            for t in [k * math.pi / 20 for k in range(40)]
        ]
        if kind == "spatula":
            outline = [
                (cx - 58, cy - 116),
                (cx + 58, cy - 116),
                (cx + 52, cy + 40),
                (cx + 18, cy + 140),
                (cx - 18, cy + 140),
                (cx - 52, cy + 40),
            ]
        head = turned_by(outline, cx, cy, angle * 0.9)
        mask = c.polygon(head, p.OAK, "flat", rounded=12)
        c.grain(mask, p.OAK, upright=True, gap=10)
        if kind == "spoon":
            c.ellipse(cx, cy - 4, 42, 84, lit(p.OAK, -0.2), "round")
        if kind == "hole":
            c.ellipse(cx, cy, 22, 24, c.ground, "plain")


def jar(c: Canvas) -> None:
    for x, top, half, content, level in (
        (265, 400, 105, p.SAND, 0.25),
        (520, 260, 132, p.COFFEE, 0.35),
    ):
        c.shadow(x, 620, half, 26)
        bottom = 612
        c.turned(x, [(top, half), (bottom - 10, half), (bottom, half - 8)], p.GLASS)
        fill_top = top + (bottom - top) * level
        inside = c.turned(
            x, [(fill_top, half - 12), (bottom - 14, half - 12), (bottom - 8, half - 20)], content
        )
        c.specks(inside, 700, lit(content, -0.3 if content == p.SAND else 0.25), 3.2)
        c.turned(x, [(top - 34, half - 2), (top + 10, half + 2)], p.BEECH)
        c.ellipse(x, top - 34, half - 2, (half - 2) * 0.16, lit(p.BEECH, 0.2))
        c.shine([(x - half * 0.66, top + 44), (x - half * 0.68, bottom - 40)], 16, 0.55)
        c.shine([(x + half * 0.7, top + 44), (x + half * 0.7, bottom - 60)], 6, 0.35)


def mill(c: Canvas) -> None:
    c.shadow(400, 640, 120, 26)
    lower = [(330, 66), (392, 74), (440, 58), (500, 62), (580, 102), (630, 112)]
    c.grain(c.turned(400, lower, p.WALNUT), p.WALNUT, upright=True, gap=14)
    c.turned(400, [(318, 70), (334, 72)], p.STEEL)
    c.turned(400, [(312, 72), (322, 72)], lit(p.BRASS, 0.1))
    upper = [(196, 30), (214, 62), (250, 76), (286, 62), (310, 70)]
    c.grain(c.turned(400, upper, p.WALNUT), p.WALNUT, upright=True, gap=14)
    c.turned(400, [(164, 20), (180, 26), (196, 20)], p.STEEL, tilt=0.3)
    c.shine([(364, 232), (352, 252), (366, 280)], 8, 0.4)
    c.shine([(352, 360), (346, 400), (362, 440)], 8, 0.3)
    c.shine([(352, 500), (322, 570), (312, 620)], 9, 0.3)
    for x, y in ((250, 650), (286, 672), (520, 664), (556, 648), (228, 676)):
        c.ellipse(x, y, 9, 8, p.BLACK, "round")
