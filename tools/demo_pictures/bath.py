"""Towels, soap, brushes and baskets."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, lit, smooth, turned_by


def towels(c: Canvas) -> None:
    c.shadow(400, 632, 230, 34)
    for number, colour in enumerate((p.MOSS, p.SLATE, p.SAND)):
        top = 520 - number * 104
        inset = number * 8
        fold = c.box(184 + inset, top, 616 - inset, top + 112, colour, radius=52)
        c.fill(fold, colour, "down")
        c.specks(fold, 1500, lit(colour, 0.3), 1.5)
        c.specks(fold, 900, lit(colour, -0.2), 1.3)
        c.curve(
            [(236 + inset, top + 56), (400, top + 60), (600 - inset, top + 54)],
            4,
            lit(colour, -0.28),
        )
        c.pattern(
            fold,
            [[(520 + k, top), (524 + k, top + 60), (520 + k, top + 112)] for k in (0, 10, 34, 44)],
            3.5,
            lit(colour, 0.25),
        )
    c.curve([(340, 298), (380, 262), (430, 240), (470, 200)], 6, p.LEAF)
    for k in range(6):
        x, y = 360 + k * 18, 284 - k * 14
        turn = -1 if k % 2 else 1
        c.ellipse(x + 6 * turn, y + 14 * turn, 17, 13, lit(p.LEAF, 0.2 * (k % 2)), "flat")


def soap(c: Canvas) -> None:
    c.shadow(400, 580, 230, 40)
    low = [(180, 470), (470, 560), (640, 450), (350, 372)]
    colour = lit(p.MOSS, 0.25)
    c.polygon(
        [(180, 470), (470, 560), (470, 632), (186, 540)], lit(colour, -0.1), "flat", rounded=14
    )
    c.polygon(
        [(470, 560), (640, 450), (640, 520), (470, 632)], lit(colour, -0.28), "flat", rounded=14
    )
    top = c.polygon(low, lit(colour, 0.15), "flat", rounded=20)
    c.specks(top, 120, lit(colour, -0.25))
    stamp = [(290, 470), (460, 516), (544, 456), (372, 414)]
    c.pattern(top, [[*stamp, stamp[0]]], 3, lit(colour, -0.22))
    for k in range(3):
        c.polygon(
            smooth(
                [
                    (390 + k * 26, 474 + k * 4),
                    (402 + k * 26, 452),
                    (430 + k * 26, 448),
                    (418 + k * 26, 470),
                    (390 + k * 26, 474 + k * 4),
                ]
            ),
            lit(colour, -0.25),
            "plain",
        )
    for x, y, r in ((200, 360, 26), (250, 320, 16), (590, 350, 30), (640, 390, 14), (560, 310, 12)):
        c.ellipse(x, y, r, r, lit(c.ground, 0.5), "flat")
        c.ellipse(x, y, r * 0.86, r * 0.86, lit(c.ground, 0.25), "round")
        c.shine([(x - r * 0.5, y - r * 0.2), (x - r * 0.2, y - r * 0.5)], 4, 0.9)


def brush(c: Canvas) -> None:
    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return turned_by(points, 400, 400, -32)

    handle = at(
        smooth([(330, 378), (200, 384), (90, 374), (60, 400), (90, 426), (200, 416), (330, 422)])
    )
    c.drop(c.polygon(handle, p.BEECH), 12, 22, 0.36)
    c.grain(c.polygon(handle, p.BEECH, "down"), p.BEECH, gap=9)
    for k in range(70):
        x = 372 + k * 4.6
        reach = 74 * math.sqrt(max(0.05, 1 - ((x - 530) / 190) ** 2)) + (k * 7 % 5)
        c.stroke(
            at([(x, 440), (x + (k % 5 - 2), 450 + reach)]), 4.5, lit(p.JUTE, 0.25 if k % 2 else 0.0)
        )
    head = at(
        smooth(
            [
                (316, 400),
                (360, 346),
                (530, 326),
                (690, 346),
                (736, 400),
                (690, 450),
                (530, 466),
                (360, 452),
                (316, 400),
            ]
        )
    )
    c.grain(c.polygon(head, p.BEECH, "down"), p.BEECH, gap=11)
    c.shine(at([(390, 368), (530, 350), (660, 366)]), 9, 0.5)
    c.curve(at([(76, 400), (40, 380), (30, 420), (72, 402)]), 5, p.COGNAC)


def soap_dish(c: Canvas) -> None:
    c.shadow(400, 584, 240, 36)
    c.turned(400, [(490, 244), (540, 228), (572, 190), (580, 180)], p.ASH, tilt=0.24)
    dish = c.ellipse(400, 490, 244, 60, lit(p.ASH, 0.25))
    c.specks(dish, 90, lit(p.ASH, -0.4))
    inner = c.ellipse(400, 494, 222, 50, lit(p.ASH, -0.1), "round")
    c.pattern(
        inner, [[(240 + k * 54, 440), (226 + k * 58, 550)] for k in range(7)], 8, lit(p.ASH, 0.25)
    )
    c.box(262, 392, 538, 486, lit(p.SAND, 0.05), radius=44, shade="round")
    c.ellipse(400, 412, 124, 26, lit(p.SAND, 0.35), "flat")
    c.stroke([(350, 412), (450, 412)], 4, lit(p.SAND, -0.1))
    for x, y, r in ((560, 350, 20), (600, 310, 12), (230, 360, 16)):
        c.ellipse(x, y, r, r, lit(c.ground, 0.4), "round")
        c.shine([(x - r * 0.5, y - r * 0.2), (x - r * 0.2, y - r * 0.5)], 4, 0.9)


def basket(c: Canvas) -> None:
    c.shadow(400, 650, 190, 32)
    for turn in (-1, 1):
        c.curve(
            [
                (400 + turn * 196, 330),
                (400 + turn * 262, 310),
                (400 + turn * 262, 392),
                (400 + turn * 190, 400),
            ],
            20,
            lit(p.WILLOW, -0.18),
        )
    body = c.turned(400, [(300, 206), (460, 196), (600, 172), (640, 160)], p.WILLOW)
    for row in range(13):
        y = 318 + row * 26
        for k in range(-8, 9):
            angle = (k + (0.5 if row % 2 else 0)) * 11
            x = 400 + 206 * math.sin(math.radians(angle))
            width = max(6, 36 * math.cos(math.radians(angle)))
            sag = 26 * math.cos(math.radians(angle))
            c.pattern(
                body,
                [
                    smooth(
                        [
                            (x - width / 2, y + sag - 3),
                            (x, y + sag + 5),
                            (x + width / 2, y + sag - 3),
                        ]
                    )
                ],
                11,
                lit(p.WILLOW, 0.16 if (k + row) % 2 else -0.14),
            )
    c.turned(400, [(262, 214), (318, 212)], p.OAT)
    c.mouth(400, 264, 198, lit(p.OAT, -0.22))
    c.polygon(
        smooth(
            [
                (260, 270),
                (300, 226),
                (380, 214),
                (460, 232),
                (540, 226),
                (560, 272),
                (400, 292),
                (260, 270),
            ]
        ),
        p.SLATE,
        "flat",
    )
    c.curve([(320, 260), (380, 238), (440, 250)], 4, lit(p.SLATE, -0.25))


def bath_mat(c: Canvas) -> None:
    corners = [(200, 320), (610, 300), (716, 560), (96, 590)]
    c.polygon([(x, y + 16) for x, y in corners], lit(p.SAND, -0.3), rounded=26)
    mat = c.polygon(corners, p.SAND, "flat", rounded=26)
    c.drop(mat, 10, 22, 0.35)
    c.polygon([(x, y + 14) for x, y in corners], lit(p.SAND, -0.28), rounded=26)
    c.fill(mat, p.SAND, "flat")
    dots: dict[bool, list[tuple[float, float, float]]] = {True: [], False: []}
    for row in range(17):
        v = row / 16
        for k in range(38):
            u = (k + (row % 2) / 2) / 38
            x = (210 - 108 * v) + (398 + 208 * v) * u
            y = 330 + 238 * v + (12 - 28 * u) * (1 - v * 0.2)
            r = 6 + 3 * v
            dots[(k + row) % 3 > 0].append((x, y, r))
    c.dots(mat, dots[True], lit(p.SAND, 0.32))
    c.dots(mat, dots[False], lit(p.SAND, -0.12))


def bath_salt(c: Canvas) -> None:
    c.shadow(380, 634, 160, 30)
    c.turned(380, [(330, 140), (604, 140), (618, 128)], p.GLASS)
    salt = c.turned(380, [(400, 128), (596, 128), (606, 118)], p.WHITE)
    c.specks(salt, 500, lit(p.SLATE, 0.6), 4)
    c.specks(salt, 200, lit(p.MOSS, 0.2), 3)
    c.turned(380, [(262, 128), (330, 132)], p.BEECH)
    c.ellipse(380, 262, 128, 20, lit(p.BEECH, 0.25))
    c.box(296, 456, 464, 556, p.PAPER, radius=6)
    for k in range(5):
        for turn in (-1, 1):
            c.stroke([(380, 480 + k * 13), (380 + turn * (12 + k * 7), 494 + k * 13)], 5, p.LEAF)
    c.stroke([(380, 470), (380, 544)], 4, lit(p.LEAF, -0.2))
    c.shine([(264, 360), (266, 580)], 14, 0.55)
    handle = [(560, 600), (700, 540), (708, 558), (574, 622)]
    c.drop(c.polygon(handle, p.BEECH), 6, 10, 0.3)
    c.polygon(handle, p.BEECH, rounded=6)
    c.ellipse(566, 618, 48, 28, p.BEECH, "round")
    c.ellipse(562, 610, 36, 17, p.WHITE, "flat")
