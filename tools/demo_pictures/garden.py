"""Tools, pots and seeds."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Colour, Point, lit, smooth, turned_by


def watering_can(c: Canvas) -> None:
    c.shadow(470, 630, 190, 32)
    c.curve([(420, 330), (470, 210), (600, 210), (668, 320), (640, 480)], 24, lit(p.MOSS, -0.12))
    c.curve([(420, 322), (470, 202), (596, 202)], 6, lit(p.MOSS, 0.25))
    c.polygon(
        smooth([(350, 590), (240, 420), (150, 300), (168, 284), (270, 384), (390, 480)]),
        p.MOSS,
        "down",
    )
    c.stroke([(370, 340), (248, 392)], 9, lit(p.MOSS, -0.2))
    rose = turned_by([(96, 262), (176, 262), (186, 304), (146, 330), (112, 308)], 150, 290, -42)
    c.polygon(rose, p.BRASS, "round", rounded=6)
    c.polygon(
        turned_by(
            [(150 + 50 * math.cos(k / 4), 262 + 12 * math.sin(k / 4)) for k in range(26)],
            150,
            290,
            -42,
        ),
        lit(p.BRASS, 0.25),
        "flat",
    )
    c.turned(480, [(340, 128), (480, 150), (600, 158), (620, 154)], p.MOSS)
    c.ellipse(480, 340, 128, 22, lit(p.MOSS, 0.2))
    c.mouth(480, 343, 116, lit(p.MOSS, -0.35))
    c.curve([(334, 420), (480, 444), (628, 420)], 4, lit(p.MOSS, -0.25))
    c.shine([(384, 400), (366, 500), (362, 590)], 16, 0.35)


def trowel(c: Canvas) -> None:
    def at(points: list[Point]) -> list[Point]:
        return turned_by(points, 400, 400, 38)

    blade = at(
        smooth(
            [
                (400, 720),
                (346, 640),
                (326, 520),
                (340, 440),
                (400, 424),
                (460, 440),
                (474, 520),
                (454, 640),
                (400, 720),
            ]
        )
    )
    c.drop(c.polygon(blade, p.STEEL), 14, 22, 0.42)
    mask = c.polygon(blade, lit(p.STEEL, -0.12), "round")
    c.pattern(mask, [at([(400, 440), (400, 700)])], 4, lit(p.STEEL, -0.3))
    for y in range(520, 680, 30):
        c.stroke(at([(364, y), (384, y)]), 4, lit(p.STEEL, -0.5))
    c.shine(at([(362, 480), (352, 550), (370, 630)]), 14, 0.6)
    c.polygon(at([(388, 330), (412, 330), (410, 440), (390, 440)]), lit(p.STEEL, -0.25), "round")
    handle = at(
        smooth(
            [
                (378, 340),
                (372, 250),
                (366, 150),
                (380, 84),
                (400, 74),
                (420, 84),
                (434, 150),
                (428, 250),
                (422, 340),
                (378, 340),
            ]
        )
    )
    c.drop(c.polygon(handle, p.BEECH), 12, 16, 0.3)
    c.grain(c.polygon(handle, p.BEECH, "round"), p.BEECH, upright=True, gap=13)
    c.polygon(at([(376, 326), (424, 326), (422, 348), (378, 348)]), p.BRASS, "round")
    c.curve(at([(400, 92), (384, 60), (400, 40), (416, 60), (400, 92)]), 5, p.COGNAC)


def secateurs(c: Canvas) -> None:
    def grip(turn: int) -> list[Point]:
        points = [
            (396, 420),
            (436, 432),
            (478, 520),
            (500, 620),
            (488, 690),
            (456, 694),
            (446, 620),
            (424, 540),
            (384, 462),
        ]
        return [(400 + turn * (x - 400), y) for x, y in smooth(points)]

    blade = smooth(
        [(372, 420), (362, 340), (384, 240), (430, 140), (448, 250), (436, 350), (424, 420)]
    )
    hook = smooth(
        [
            (428, 430),
            (446, 360),
            (444, 280),
            (416, 190),
            (366, 150),
            (342, 180),
            (384, 230),
            (400, 300),
            (390, 400),
        ]
    )
    tilt = 24
    for points, colour in (
        (grip(-1), p.RUST),
        (hook, lit(p.STEEL, -0.25)),
        (blade, p.STEEL),
        (grip(1), p.RUST),
    ):
        placed = turned_by(points, 400, 420, tilt)
        c.drop(c.polygon(placed, colour), 12, 18, 0.32)
        c.polygon(placed, colour, "round")
    c.shine(turned_by([(384, 380), (392, 290), (424, 190)], 400, 420, tilt), 10, 0.7)
    c.shine(turned_by([(446, 500), (470, 590), (474, 660)], 400, 420, tilt), 9, 0.4)
    c.curve(turned_by([(372, 520), (400, 498), (428, 520)], 400, 420, tilt), 9, lit(p.STEEL, -0.2))
    c.ellipse(404, 420, 30, 30, lit(p.STEEL, -0.35), "round")
    c.ellipse(404, 420, 18, 18, p.BRASS, "round")
    c.stroke([(394, 420), (414, 420)], 4, lit(p.BRASS, -0.5))


def pot(c: Canvas) -> None:
    c.shadow(400, 650, 170, 28)
    for x, y, lean in (
        (400, 150, 0),
        (310, 210, -26),
        (490, 206, 26),
        (250, 300, -52),
        (552, 296, 52),
    ):
        leaf = smooth(
            [
                (400, 420),
                (x - 36 - lean * 0.3, (y + 420) / 2),
                (x, y),
                (x + 36 - lean * 0.3, (y + 420) / 2 + 10),
                (400, 420),
            ]
        )
        c.polygon(leaf, lit(p.LEAF, 0.1 if lean < 0 else -0.05), "round")
        c.curve([(400, 416), ((x + 400) / 2, (y + 400) / 2), (x, y + 20)], 3, lit(p.LEAF, 0.4))
    c.turned(400, [(640, 150), (652, 142)], lit(p.TERRACOTTA, -0.06), tilt=0.2)
    body = c.turned(400, [(430, 128), (560, 112), (636, 98), (640, 96)], p.TERRACOTTA)
    c.specks(body, 240, lit(p.TERRACOTTA, 0.35))
    c.turned(400, [(394, 148), (446, 146)], lit(p.TERRACOTTA, 0.05))
    c.mouth(400, 396, 134, lit(p.COFFEE, 0.05))
    c.curve([(400, 420), (398, 380)], 14, lit(p.LEAF, -0.1))
    c.shine([(308, 490), (318, 600)], 14, 0.25)


def seeds(c: Canvas) -> None:
    c.shadow(400, 640, 240, 32)
    kinds: tuple[tuple[float, float, Colour], ...] = (
        (-17, 230, p.MOSS),
        (-9, 300, p.RUST),
        (0, 380, p.BRASS),
        (9, 460, p.CLAY),
        (17, 540, p.LEAF),
    )
    for angle, x, colour in kinds:
        corners = turned_by(
            [(x - 68, 210), (x + 88, 210), (x + 88, 560), (x - 68, 560)], x, 600, angle
        )
        c.drop(c.polygon(corners, p.PAPER), 8, 6, 0.35)
        c.polygon(corners, p.PAPER, rounded=4)
        c.polygon(
            turned_by([(x - 68, 210), (x + 88, 210), (x + 88, 262), (x - 68, 262)], x, 600, angle),
            colour,
        )
        for lean in (-1, 0, 1):
            leaf = smooth(
                [
                    (x + 10, 420),
                    (x + 10 + lean * 34 - 12, 370),
                    (x + 10 + lean * 44, 312),
                    (x + 10 + lean * 34 + 14, 370),
                    (x + 10, 420),
                ]
            )
            c.polygon(turned_by(leaf, x, 600, angle), lit(p.LEAF, -0.05 * lean), "flat")
    wood = c.box(170, 470, 630, 640, p.OAK, radius=8)
    c.grain(wood, p.OAK, gap=16)
    c.box(310, 520, 490, 596, lit(p.OAK, 0.35), radius=6)
    c.stroke([(336, 546), (464, 546)], 5, p.WALNUT)
    c.stroke([(356, 570), (444, 570)], 4, p.WALNUT)


def gloves(c: Canvas) -> None:
    for dx, dy, angle, turn in ((96, 14, 14, -1), (-60, 0, -10, 1)):
        outline: list[Point] = [
            (-70, 60),
            (-78, -40),
            (-74, -150),
            (-56, -160),
            (-44, -60),
            (-36, -190),
            (-14, -200),
            (-6, -70),
            (4, -206),
            (28, -204),
            (30, -66),
            (44, -176),
            (66, -170),
            (62, -20),
            (76, 0),
            (120, -54),
            (140, -36),
            (104, 50),
            (68, 100),
            (66, 120),
            (-66, 120),
        ]
        placed = turned_by(
            [(400 + dx + turn * x * 1.15, 400 + dy + y * 1.15) for x, y in outline],
            400 + dx,
            420,
            angle,
        )
        cuff = turned_by(
            [
                (400 + dx + turn * x, 400 + dy + y)
                for x, y in ((-84, 126), (84, 126), (98, 262), (-98, 262))
            ],
            400 + dx,
            420,
            angle,
        )
        c.drop(c.polygon(placed, p.SAND, rounded=18), 12, 16, 0.4)
        c.drop(c.polygon(cuff, p.MOSS, rounded=10), 12, 16, 0.35)
        c.polygon(cuff, p.MOSS, "round", rounded=10)
        hand = c.polygon(placed, lit(p.WAX, 0.28), "round", rounded=18)
        c.specks(hand, 260, lit(p.WAX, -0.1), 1.2)
        for x in (-40, -2, 34):
            c.curve(
                turned_by(
                    [
                        (400 + dx + turn * x, 400 + dy - 60),
                        (400 + dx + turn * x * 0.9, 400 + dy + 20),
                    ],
                    400 + dx,
                    420,
                    angle,
                ),
                3,
                lit(p.WAX, -0.22),
            )
        c.stroke(
            turned_by(
                [(400 + dx - 82, 400 + dy + 140), (400 + dx + 82, 400 + dy + 140)],
                400 + dx,
                420,
                angle,
            ),
            7,
            p.COGNAC,
        )


def bird_house(c: Canvas) -> None:
    c.stroke([(400, 800), (400, 620)], 26, lit(p.LARCH, -0.35), "round")
    body = c.polygon([(270, 300), (400, 190), (530, 300), (516, 640), (284, 640)], p.LARCH)
    c.drop(body, 14, 18, 0.35)
    c.fill(body, p.LARCH, "flat")
    c.grain(body, p.LARCH, upright=True, gap=18)
    c.pattern(body, [[(x, 200), (x, 640)] for x in (336, 400, 464)], 3, lit(p.LARCH, -0.35))
    c.ellipse(400, 402, 54, 54, lit(p.LARCH, -0.25), "round")
    c.ellipse(402, 405, 44, 44, p.COFFEE, "flat")
    for turn in (-1, 1):
        roof = [(400, 150), (400 + turn * 196, 316), (400 + turn * 180, 346), (400, 192)]
        mask = c.polygon(roof, lit(p.LARCH, -0.3 if turn > 0 else -0.12))
        c.drop(mask, 4, 10, 0.3)
        c.grain(c.fill(mask, lit(p.LARCH, -0.34 if turn > 0 else -0.16), "flat"), p.LARCH, gap=9)
    c.box(264, 628, 536, 652, lit(p.LARCH, -0.2))
    c.polygon(smooth([(560, 640), (600, 560), (660, 520), (640, 590), (560, 640)]), p.LEAF)
    c.polygon(
        smooth([(240, 640), (190, 590), (150, 580), (180, 630), (240, 640)]), lit(p.LEAF, -0.1)
    )


def twine(c: Canvas) -> None:
    c.shadow(400, 622, 170, 32)
    c.turned(400, [(590, 168), (618, 168)], p.BEECH, tilt=0.2)
    body = c.turned(
        400, [(300, 120), (340, 146), (450, 158), (560, 146), (598, 124)], p.JUTE, tilt=0.2
    )
    lines = []
    for number in range(-20, 40):
        y = 300 + number * 17
        rise = 60 if number % 2 else -60
        lines.append(smooth([(230, y), (400, y + 24 + rise * 0.2), (570, y + rise)]))
    c.pattern(body, lines, 2.5, lit(p.JUTE, -0.28))
    c.pattern(body, [[(x, y + 5) for x, y in line] for line in lines], 2, lit(p.JUTE, 0.25))
    c.turned(400, [(282, 160), (306, 160)], p.BEECH, tilt=0.2)
    top = c.ellipse(400, 282, 160, 32, lit(p.BEECH, 0.2))
    c.grain(top, p.BEECH, gap=10)
    c.ellipse(400, 282, 30, 8, lit(p.BEECH, -0.5))
    c.curve([(540, 470), (610, 540), (560, 640), (640, 680), (700, 640)], 8, p.JUTE)
    c.curve([(540, 468), (608, 538), (558, 638), (640, 677), (700, 637)], 2, lit(p.JUTE, 0.3))
