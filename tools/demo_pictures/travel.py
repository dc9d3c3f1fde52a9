"""Bags, flasks and what makes a journey pleasant."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, lit, smooth, turned_by


def weekender(c: Canvas) -> None:
    c.shadow(400, 634, 300, 34)
    c.curve([(270, 380), (290, 250), (400, 214), (510, 250), (530, 380)], 20, lit(p.COGNAC, -0.3))
    outline = smooth(
        [
            (150, 380),
            (260, 344),
            (400, 338),
            (540, 344),
            (650, 380),
            (694, 480),
            (690, 600),
            (660, 632),
            (400, 640),
            (140, 632),
            (110, 600),
            (106, 480),
            (150, 380),
        ]
    )
    body = c.polygon(outline, p.MOSS, "flat")
    c.specks(body, 1500, lit(p.MOSS, 0.2), 1.2)
    c.polygon(
        smooth(
            [
                (112, 560),
                (400, 574),
                (688, 560),
                (690, 604),
                (660, 634),
                (400, 642),
                (140, 634),
                (110, 604),
                (112, 560),
            ]
        ),
        p.COGNAC,
        "flat",
    )
    c.curve([(160, 384), (280, 362), (400, 356), (520, 362), (640, 384)], 9, lit(p.COGNAC, -0.1))
    c.curve([(170, 384), (280, 363), (400, 357), (520, 363), (630, 384)], 3, p.BRASS)
    for x in (262, 538):
        strap = c.box(x - 19, 372, x + 19, 640, p.COGNAC, shade="round")
        c.pattern(
            strap,
            [[(x - 13, 372), (x - 13, 640)], [(x + 13, 372), (x + 13, 640)]],
            1.6,
            lit(p.COGNAC, 0.4),
        )
        c.box(x - 25, 440, x + 25, 474, p.BRASS, radius=5, shade="round")
        c.box(x - 14, 448, x + 14, 466, p.COGNAC, radius=3)
    c.curve([(262, 400), (284, 258), (400, 226), (516, 258), (538, 400)], 20, p.COGNAC)
    c.curve([(262, 396), (282, 254), (400, 221), (516, 254)], 4, lit(p.COGNAC, 0.3))
    c.box(366, 212, 434, 250, lit(p.COGNAC, -0.15), radius=10, shade="down")
    c.shine([(170, 430), (150, 500), (156, 560)], 20, 0.2)


def flask(c: Canvas) -> None:
    c.shadow(400, 650, 110, 24)
    c.turned(400, [(330, 92), (380, 100), (630, 100), (646, 94)], p.MOSS)
    c.turned(400, [(306, 88), (332, 94)], p.STEEL)
    c.turned(400, [(170, 74), (186, 84), (306, 88)], lit(p.STEEL, -0.05))
    c.ellipse(400, 170, 74, 12, lit(p.STEEL, 0.4))
    c.shine([(346, 200), (344, 290)], 12, 0.7)
    c.shine([(330, 390), (330, 610)], 16, 0.4)
    c.shine([(474, 390), (474, 600)], 6, 0.25)
    c.polygon(
        smooth([(400, 470), (372, 510), (400, 548), (428, 510), (400, 470)]),
        lit(p.MOSS, 0.5),
        "plain",
    )
    c.curve([(488, 200), (540, 196), (546, 260), (490, 270)], 10, p.COGNAC)


def wash_bag(c: Canvas) -> None:
    c.shadow(400, 626, 230, 32)
    outline = smooth(
        [
            (190, 360),
            (240, 330),
            (400, 322),
            (560, 330),
            (610, 360),
            (634, 500),
            (620, 610),
            (400, 630),
            (180, 610),
            (166, 500),
            (190, 360),
        ]
    )
    body = c.polygon(outline, p.INK, "flat")
    c.specks(body, 1100, lit(p.INK, 0.22), 1.2)
    c.curve([(200, 358), (300, 340), (400, 335), (500, 340), (600, 358)], 11, lit(p.COGNAC, -0.1))
    c.curve([(206, 358), (300, 341), (400, 336), (500, 341), (594, 358)], 4, p.BRASS)
    c.polygon([(596, 350), (616, 344), (660, 420), (640, 432)], p.COGNAC, rounded=6)
    c.polygon(
        smooth(
            [(170, 540), (400, 560), (630, 540), (622, 608), (400, 632), (178, 608), (170, 540)]
        ),
        lit(p.INK, -0.18),
        "flat",
    )
    c.curve([(370, 324), (374, 260), (400, 236), (426, 260), (430, 324)], 12, p.COGNAC)
    c.box(350, 430, 450, 486, p.COGNAC, radius=8)
    c.stroke([(370, 458), (430, 458)], 4, lit(p.COGNAC, 0.45))
    c.shine([(220, 400), (204, 470), (210, 530)], 18, 0.22)


def wallet(c: Canvas) -> None:
    corners = turned_by([(230, 180), (570, 180), (570, 640), (230, 640)], 400, 400, 7)
    passport = turned_by([(270, 130), (560, 130), (560, 400), (270, 400)], 400, 400, 7)
    c.drop(c.polygon(passport, p.INK, rounded=14), 10, 12, 0.3)
    c.polygon(passport, p.INK, rounded=14)
    ticket = turned_by([(310, 96), (470, 96), (470, 300), (310, 300)], 400, 400, 3)
    c.polygon(ticket, p.PAPER)
    for y in (116, 128, 140):
        c.stroke(turned_by([(330, y), (440, y)], 400, 400, 3), 4, lit(p.PAPER, -0.35))
    c.drop(c.polygon(corners, p.COGNAC, rounded=20), 16, 24, 0.45)
    mask = c.polygon(corners, p.COGNAC, "flat", rounded=20)
    c.specks(mask, 900, lit(p.COGNAC, -0.2), 1.3)
    c.specks(mask, 500, lit(p.COGNAC, 0.2), 1.1)
    seam = turned_by([(246, 196), (554, 196), (554, 624), (246, 624)], 400, 400, 7)
    for (ax, ay), (bx, by) in zip(seam, [*seam[1:], seam[0]], strict=True):
        length = math.hypot(bx - ax, by - ay)
        for k in range(int(length / 15)):
            t, u = k * 15 / length, (k * 15 + 8) / length
            c.stroke(
                [
                    (ax + (bx - ax) * t, ay + (by - ay) * t),
                    (ax + (bx - ax) * u, ay + (by - ay) * u),
                ],
                3,
                lit(p.COGNAC, 0.5),
            )
    emboss = turned_by(
        [(400 + 44 * math.sin(k / 4), 400 + 44 * math.cos(k / 4)) for k in range(26)], 400, 400, 7
    )
    c.stroke(emboss, 4, lit(p.COGNAC, -0.3))
    c.stroke(turned_by([(360, 400), (440, 400)], 400, 400, 7), 4, lit(p.COGNAC, -0.3))
    c.stroke(turned_by([(400, 358), (400, 442)], 400, 400, 7), 4, lit(p.COGNAC, -0.3))
    c.polygon(
        turned_by([(548, 376), (612, 384), (612, 424), (548, 432)], 400, 400, 7),
        lit(p.COGNAC, -0.12),
        rounded=10,
    )
    c.ellipse(*turned_by([(592, 404)], 400, 400, 7)[0], 11, 11, p.BRASS, "round")


def cubes(c: Canvas) -> None:
    for left, top, right, bottom, deep in (
        (170, 450, 630, 630, 56),
        (210, 300, 560, 452, 50),
        (250, 190, 450, 302, 40),
    ):
        if bottom == 630:
            c.shadow(410, 634, 270, 32)
        lid = [
            (left, top),
            (left + deep, top - deep * 0.62),
            (right + deep * 0.7, top - deep * 0.62),
            (right, top),
        ]
        side = [
            (right, top),
            (right + deep * 0.7, top - deep * 0.62),
            (right + deep * 0.7, bottom - deep * 0.62),
            (right, bottom),
        ]
        c.polygon(side, lit(p.SLATE, -0.28), rounded=10)
        front = c.box(left, top, right, bottom, p.SLATE, radius=16)
        net = c.polygon(lid, lit(p.SLATE, 0.18), rounded=10)
        lines = [[(x, 0), (x + 300, 800)] for x in range(-300, 800, 11)] + [
            [(x, 0), (x - 300, 800)] for x in range(0, 1100, 11)
        ]
        c.pattern(net, lines, 1.1, lit(p.SLATE, -0.25))
        c.pattern(
            front,
            [[(0, y), (800, y)] for y in range(180, 640, 10)]
            + [[(x, 0), (x, 800)] for x in range(160, 640, 10)],
            0.9,
            lit(p.SLATE, 0.12),
        )
        c.stroke([(left + 14, top + 14), (right - 14, top + 14)], 6, lit(p.SLATE, -0.4))
        c.stroke([(right - 60, top + 14), (right - 40, top + 34)], 8, p.CLAY)
        middle = (left + right) / 2
        c.curve(
            [
                (middle - 44, (top + bottom) / 2 + 10),
                (middle, (top + bottom) / 2 + 28),
                (middle + 44, (top + bottom) / 2 + 10),
            ],
            11,
            lit(p.SLATE, -0.3),
        )


def eye_mask(c: Canvas) -> None:
    c.curve(
        [(150, 400), (90, 300), (190, 200), (400, 176), (610, 200), (710, 300), (650, 400)],
        20,
        lit(p.INK, -0.2),
    )
    c.curve([(150, 392), (96, 300), (192, 206), (400, 182), (608, 206)], 4, lit(p.INK, 0.25))
    outline = smooth(
        [
            (140, 390),
            (230, 322),
            (330, 316),
            (400, 334),
            (470, 316),
            (570, 322),
            (660, 390),
            (652, 500),
            (560, 570),
            (462, 546),
            (400, 470),
            (338, 546),
            (240, 570),
            (148, 500),
            (140, 390),
        ]
    )
    mask = c.polygon(outline, p.INK)
    c.drop(mask, 14, 24, 0.42)
    c.fill(mask, p.INK, "flat")
    c.pattern(mask, [outline], 12, lit(p.INK, -0.22))
    c.shine([(200, 420), (250, 360), (330, 346)], 26, 0.28)
    c.shine([(480, 350), (560, 356), (610, 400)], 18, 0.18)
    for x in (262, 538):
        c.curve([(x - 56, 446), (x, 482), (x + 56, 446)], 6, p.SAND)
        for k in (-40, -14, 14, 40):
            c.stroke([(x + k, 468 - abs(k) * 0.3), (x + k * 1.25, 488 - abs(k) * 0.3)], 5, p.SAND)


def umbrella(c: Canvas) -> None:
    c.stroke([(400, 200), (400, 610)], 11, lit(p.STEEL, -0.2), "round")
    c.curve([(400, 590), (402, 656), (440, 690), (478, 660), (474, 628)], 24, p.OAK)
    c.curve([(396, 600), (398, 654), (436, 684)], 6, lit(p.OAK, 0.35))
    rim = [(112, 420), (256, 420), (400, 420), (544, 420), (688, 420)]
    dome = (
        [(112, 420)]
        + [
            (400 - 288 * math.cos(math.radians(t)), 420 - 250 * math.sin(math.radians(t)))
            for t in range(4, 177, 4)
        ]
        + [(688, 420)]
    )
    for (right, y), (left, _) in zip(rim[:0:-1], rim[-2::-1], strict=True):
        dome.extend(
            [
                (right + (left - right) * k / 8, y - 34 * math.sin(math.pi * k / 8))
                for k in range(1, 9)
            ]
        )
    mask = c.polygon(dome, p.INK)
    c.drop(mask, 14, 22, 0.3)
    c.fill(mask, p.INK, "round")
    for x in (256, 400, 544):
        bend = (x - 400) * 0.55
        c.pattern(mask, [smooth([(400, 168), (400 + bend, 250), (x, 425)])], 4, lit(p.INK, 0.25))
    panel = smooth([(400, 168), (320, 250), (256, 424)]) + smooth(
        [(400, 424), (400, 260), (400, 168)]
    )
    c.pattern(mask, [panel], 2, lit(p.INK, 0.1))
    c.stroke([(400, 172), (400, 136)], 10, p.OAK)
    for x, y in rim:
        c.ellipse(x, y, 6, 6, p.BRASS, "round")
    c.shine([(180, 360), (220, 280), (290, 222)], 18, 0.25)
