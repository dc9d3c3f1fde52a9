"""Throws, cushions, linen and rugs."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Colour, lit, smooth, turned_by


def throw(c: Canvas) -> None:
    c.shadow(400, 628, 250, 34)
    for number, (top, bottom) in enumerate(((520, 628), (420, 528), (318, 428))):
        inset = number * 9
        fold = c.box(166 + inset, top, 634 - inset, bottom, lit(p.RUST, 0.04 * number), radius=46)
        c.fill(fold, lit(p.RUST, 0.04 * number), "down")
        zigzag = []
        for k in range(-2, 50):
            x = 150 + k * 14
            zigzag.append(
                [(x, top), (x + 14, top + 27), (x, top + 54), (x + 14, top + 81), (x, top + 108)]
            )
        c.pattern(fold, zigzag, 2.2, lit(p.RUST, 0.22))
    drape = c.polygon(
        smooth([(250, 330), (252, 420), (246, 560), (250, 600)])
        + smooth([(420, 600), (416, 520), (424, 420), (422, 330)]),
        lit(p.RUST, 0.08),
    )
    c.drop(drape, 8, 8, 0.3)
    c.fill(drape, lit(p.RUST, 0.08), "flat")
    c.pattern(
        drape,
        [
            [
                (x, 320 + 0),
                (x + 14, 347),
                (x, 374),
                (x + 14, 401),
                (x, 428),
                (x + 14, 455),
                (x, 482),
                (x + 14, 509),
                (x, 536),
                (x + 14, 563),
                (x, 600),
            ]
            for x in range(230, 440, 14)
        ],
        2.2,
        lit(p.RUST, 0.26),
    )
    for k in range(15):
        left = 254 + k * 11.6
        c.curve(
            [(left, 598), (left + math.sin(k) * 4, 625), (left + math.cos(k * 2) * 5, 652)],
            5,
            lit(p.RUST, 0.18 if k % 2 else 0.02),
        )


def cushion(c: Canvas) -> None:
    c.shadow(400, 632, 220, 34)
    outline = smooth(
        [
            (176, 212),
            (290, 236),
            (400, 230),
            (510, 236),
            (624, 212),
            (606, 330),
            (612, 430),
            (606, 520),
            (628, 636),
            (510, 616),
            (400, 622),
            (290, 616),
            (172, 636),
            (194, 520),
            (188, 430),
            (194, 330),
            (176, 212),
        ]
    )
    mask = c.polygon(outline, p.MOSS, "round")
    c.pattern(mask, [[(0, y), (800, y + 6)] for y in range(200, 650, 7)], 1.1, lit(p.MOSS, 0.14))
    c.pattern(mask, [[(x, 0), (x + 4, 800)] for x in range(160, 640, 7)], 1.1, lit(p.MOSS, -0.12))
    for points in (
        [(200, 240), (250, 290), (280, 330)],
        [(600, 240), (556, 290), (530, 320)],
        [(204, 606), (250, 560), (290, 540)],
        [(598, 606), (556, 570), (520, 548)],
    ):
        c.shine([(x + 6, y) for x, y in points], 15, 0.2)
        c.curve(points, 3, lit(p.MOSS, -0.25))
    c.shine([(260, 360), (300, 410), (310, 480)], 70, 0.12)


def bed_linen(c: Canvas) -> None:
    c.shadow(400, 630, 240, 34)
    for top, height, inset, tone in (
        (520, 110, 0, -0.03),
        (420, 106, 8, 0.0),
        (324, 102, 14, 0.08),
    ):
        fold = c.box(180 + inset, top, 620 - inset, top + height, lit(p.OAT, tone), radius=40)
        c.fill(fold, lit(p.OAT, tone), "down")
        for k in (0.36, 0.66):
            y = top + height * k
            c.curve([(214 + inset, y), (400, y + 5), (596 - inset, y - 2)], 3, lit(p.OAT, -0.17))
        c.pattern(fold, [[(x, 0), (x, 800)] for x in range(180, 630, 6)], 1, lit(p.OAT, 0.3))
    ribbon = c.box(376, 318, 424, 632, p.MOSS)
    c.fill(ribbon, p.MOSS, "flat")
    for turn in (-1, 1):
        c.polygon(
            smooth(
                [
                    (400, 330),
                    (400 + turn * 50, 286),
                    (400 + turn * 104, 300),
                    (400 + turn * 96, 346),
                    (400, 334),
                ]
            ),
            lit(p.MOSS, 0.05),
            "flat",
        )
    c.ellipse(400, 330, 22, 18, lit(p.MOSS, -0.14), "round")


def apron(c: Canvas) -> None:
    c.curve([(316, 250), (330, 150), (400, 110), (470, 150), (484, 250)], 15, lit(p.INK, -0.12))
    c.ellipse(400, 102, 12, 12, p.BRASS, "round")
    for turn in (-1, 1):
        c.curve(
            [
                (400 + turn * 150, 400),
                (400 + turn * 220, 430),
                (400 + turn * 200, 540),
                (400 + turn * 240, 600),
            ],
            13,
            lit(p.INK, -0.12),
        )
    outline = (
        smooth([(312, 240), (400, 252), (488, 240)])
        + smooth([(500, 320), (556, 396), (566, 540), (580, 690)])
        + smooth([(490, 700), (400, 694), (310, 702), (220, 690)])
        + smooth([(234, 540), (244, 396), (300, 320), (312, 240)])
    )
    mask = c.polygon(outline, p.INK)
    c.drop(mask, 14, 16, 0.35)
    c.fill(mask, p.INK, "round")
    c.pattern(mask, [[(x, 0), (x, 800)] for x in range(210, 590, 6)], 1, lit(p.INK, 0.12))
    for left in (278, 412):
        pocket = c.polygon(
            [(left, 470), (left + 112, 470), (left + 112, 590), (left + 56, 606), (left, 590)],
            lit(p.INK, 0.06),
        )
        c.drop(pocket, 3, 5, 0.35)
        c.fill(pocket, lit(p.INK, 0.08), "flat")
        c.pattern(pocket, [[(left, 482), (left + 112, 482)]], 2.5, p.BRASS)
    c.pattern(mask, [[(300, 262), (400, 272), (500, 262)]], 2.5, p.BRASS)
    towel = c.polygon([(440, 440), (492, 440), (500, 560), (436, 556)], p.CREAM)
    c.pattern(towel, [[(430, y), (510, y + 2)] for y in (530, 540)], 4, p.RUST)
    c.fill(
        c.polygon([(412, 470), (524, 470), (524, 500), (412, 500)], lit(p.INK, 0.08)),
        lit(p.INK, 0.08),
        "flat",
    )


def rug(c: Canvas) -> None:
    corners = ((200, 250), (600, 250), (726, 620), (74, 620))

    def on(u: float, v: float) -> tuple[float, float]:
        left, right = 200 - 126 * v, 600 + 126 * v
        return (left + (right - left) * u, 250 + 370 * v**1.12)

    for k in range(60):
        for v, reach in ((0.0, -12), (1.0, 20)):
            x, y = on(k / 59, v)
            c.stroke([(x, y), (x + (k % 3 - 1) * 2, y + reach)], 3, p.OAT)
    mask = c.polygon(corners, p.OAT)
    c.drop(mask, 6, 10, 0.4)
    c.fill(mask, p.OAT, "flat")
    bands: tuple[tuple[float, float, Colour], ...] = (
        (0.04, 0.1, p.RUST),
        (0.13, 0.15, p.INK),
        (0.28, 0.3, p.INK),
        (0.7, 0.72, p.INK),
        (0.85, 0.87, p.INK),
        (0.9, 0.96, p.RUST),
    )
    for low, high, colour in bands:
        c.polygon([on(0, low), on(1, low), on(1, high), on(0, high)], colour)
    for row, colour in ((0.215, p.MOSS), (0.5, p.RUST), (0.785, p.MOSS)):
        half = 0.155 if row == 0.5 else 0.05
        count = 5 if row == 0.5 else 12
        for k in range(count):
            u, w = (k + 0.5) / count, 0.43 / count
            c.polygon(
                [on(u, row - half), on(u + w, row), on(u, row + half), on(u - w, row)], colour
            )
            c.polygon(
                [
                    on(u, row - half * 0.5),
                    on(u + w * 0.5, row),
                    on(u, row + half * 0.5),
                    on(u - w * 0.5, row),
                ],
                p.OAT if row != 0.5 else p.BRASS,
            )
    c.pattern(mask, [[on(0, v / 90), on(1, v / 90)] for v in range(91)], 0.8, lit(p.OAT, -0.2))


def napkins(c: Canvas) -> None:
    c.shadow(400, 600, 250, 40)
    for number in range(4):
        y = 560 - number * 34
        turn = (-3, 2, -1, 1)[number]
        low = [(150, y), (420, y + 72), (654, y - 46), (384, y - 110)]
        c.polygon(
            turned_by([(x, v + 24) for x, v in low], 400, y, turn), lit(p.SAND, -0.24), rounded=14
        )
        top = c.polygon(
            turned_by(low, 400, y, turn), lit(p.SAND, 0.05 * number), "flat", rounded=14
        )
        c.pattern(
            top,
            [
                turned_by([(150 + (x - 150), y - 150), (x - 60, y + 150)], 400, y, turn)
                for x in range(100, 760, 8)
            ],
            0.9,
            lit(p.SAND, 0.25),
        )
        inner = turned_by([(186, y), (420, y + 58), (618, y - 44), (388, y - 96)], 400, y, turn)
        c.pattern(top, [[*inner, inner[0]]], 2.5, lit(p.SAND, -0.25))
    c.curve([(300, 470), (360, 440), (430, 430), (500, 400)], 6, p.LEAF)
    for k in range(9):
        x, y = 310 + k * 22, 466 - k * 8
        turn = -1 if k % 2 else 1
        c.polygon(
            smooth(
                [
                    (x, y),
                    (x + 6, y + turn * 22),
                    (x + 26, y + turn * 30),
                    (x + 16, y + turn * 8),
                    (x, y),
                ]
            ),
            lit(p.LEAF, 0.15 if turn > 0 else 0),
        )


def tea_towel(c: Canvas) -> None:
    c.box(180, 150, 620, 164, p.OAK, radius=7, shade="down")
    for left, right, bottom, tone in ((250, 430, 600, -0.08), (330, 560, 660, 0.0)):
        outline = [
            (left, 158),
            (right, 158),
            *smooth([(right, 200), (right + 8, 400), (right - 2, bottom)]),
            *smooth(
                [(right - 60, bottom + 8), ((left + right) / 2, bottom - 4), (left, bottom + 4)]
            ),
            *smooth([(left - 6, 420), (left, 200)]),
        ]
        mask = c.polygon(outline, lit(p.CREAM, tone))
        c.drop(mask, 12, 12, 0.32)
        c.fill(mask, lit(p.CREAM, tone), "round")
        stripes = [
            [
                (left - 20, bottom - y),
                ((left + right) / 2, bottom - y - 6),
                (right + 20, bottom - y),
            ]
            for y in (70, 96, 106, 132)
        ]
        c.pattern(mask, stripes[:1] + stripes[3:], 13, p.RUST)
        c.pattern(mask, stripes[1:3], 4, p.RUST)
        for share in (0.3, 0.55, 0.8):
            x = left + (right - left) * share
            c.pattern(
                mask, [smooth([(x, 160), (x + 8, 360), (x - 4, bottom)])], 5, lit(p.CREAM, -0.12)
            )
    for x in (180, 620):
        c.ellipse(x, 157, 14, 14, p.BRASS, "round")
