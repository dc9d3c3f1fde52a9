"""Paper, pens and order."""

import math

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Colour, Point, lit, smooth, turned_by


def notebook(c: Canvas) -> None:
    corners = turned_by([(230, 150), (570, 150), (570, 650), (230, 650)], 400, 400, 8)
    pages = [(x + 13, y + 12) for x, y in corners]
    c.drop(c.polygon(pages, p.PAPER, rounded=10), 18, 26, 0.45)
    c.polygon(pages, lit(p.PAPER, -0.12), rounded=10)
    c.polygon([(x + 8, y + 7) for x, y in corners], p.PAPER, rounded=10)
    cover = c.polygon(corners, p.INK, "flat", rounded=14)
    c.specks(cover, 800, lit(p.INK, 0.2), 1.1)
    c.pattern(cover, [turned_by([(266, 140), (266, 660)], 400, 400, 8)], 4, lit(p.INK, -0.25))
    c.pattern(cover, [turned_by([(520, 140), (520, 660)], 400, 400, 8)], 14, lit(p.INK, -0.4))
    label = turned_by([(316, 250), (476, 250), (476, 330), (316, 330)], 400, 400, 8)
    c.polygon(label, p.PAPER, rounded=6)
    for y in (280, 302):
        c.stroke(turned_by([(338, y), (454, y)], 400, 400, 8), 3, lit(p.PAPER, -0.35))
    ribbon = turned_by([(360, 650), (378, 650), (380, 706), (369, 694), (358, 706)], 400, 400, 8)
    c.polygon(ribbon, p.RUST)


def pen(c: Canvas) -> None:
    def at(points: list[Point]) -> list[Point]:
        return turned_by(points, 400, 400, -38)

    outline = at(
        [
            (110, 392),
            (190, 376),
            (640, 372),
            (652, 384),
            (652, 416),
            (640, 428),
            (190, 424),
            (110, 408),
        ]
    )
    c.drop(c.polygon(outline, p.BRASS), 16, 30, 0.45)
    c.polygon(outline, p.BRASS, "down")
    c.polygon(at([(84, 397), (118, 391), (118, 409), (84, 403)]), lit(p.STEEL, -0.1))
    c.polygon(
        at([(652, 388), (700, 388), (704, 400), (700, 412), (652, 412)]),
        lit(p.BRASS, -0.12),
        "down",
    )
    for x in (196, 420, 430):
        c.stroke(at([(x, 374), (x, 426)]), 3, lit(p.BRASS, -0.35))
    c.polygon(at([(470, 366), (640, 366), (640, 378), (484, 378)]), lit(p.BRASS, 0.2), rounded=4)
    c.shine(at([(200, 390), (400, 388), (630, 388)]), 8, 0.75)


def pencils(c: Canvas) -> None:
    colours = (p.RUST, p.MOSS, p.INK, p.BRASS, p.SLATE, p.CLAY)
    for number, colour in enumerate(colours):
        x = 228 + number * 68
        top = 190 + (number * 37) % 60
        shape = [(x - 22, top + 90), (x, top), (x + 22, top + 90), (x + 22, 640), (x - 22, 640)]
        c.drop(c.polygon(shape, colour), 12, 12, 0.35)
        c.polygon([(x - 22, top + 90), (x, top), (x + 22, top + 90)], p.BEECH)
        c.polygon([(x - 6, top + 25), (x, top), (x + 6, top + 25)], colour)
        c.polygon(
            [(x - 22, top + 90), (x - 8, top + 80), (x - 8, 640), (x - 22, 640)],
            lit(colour, 0.2),
            "plain",
        )
        c.polygon(
            [(x - 8, top + 80), (x + 8, top + 80), (x + 8, 640), (x - 8, 640)], colour, "plain"
        )
        c.polygon(
            [(x + 8, top + 80), (x + 22, top + 90), (x + 22, 640), (x + 8, 640)],
            lit(colour, -0.22),
            "plain",
        )
        c.box(x - 22, 600, x + 22, 640, p.BRASS, shade="round")


def tray(c: Canvas) -> None:
    c.shadow(410, 600, 300, 44)
    c.polygon([(170, 400), (560, 400), (680, 560), (120, 560)], lit(p.OAK, -0.3))
    for number in range(4):
        dx = number * 5
        c.polygon(
            [
                (206 + dx, 396 - number * 7),
                (540 + dx, 396 - number * 7),
                (630 + dx, 540 - number * 7),
                (170 + dx, 540 - number * 7),
            ],
            lit(p.PAPER, -0.05 * (3 - number)),
        )
    c.stroke([(300, 430), (500, 430)], 4, lit(p.PAPER, -0.3))
    c.stroke([(290, 456), (540, 456)], 4, lit(p.PAPER, -0.3))
    c.stroke([(280, 482), (480, 482)], 4, lit(p.PAPER, -0.3))
    left = c.polygon(
        [(156, 376), (178, 376), (132, 560), (132, 620), (108, 620), (108, 548)], p.OAK
    )
    right = c.polygon(
        [(552, 376), (574, 376), (694, 548), (694, 620), (668, 620), (668, 556)], lit(p.OAK, -0.1)
    )
    front = c.polygon([(108, 556), (694, 556), (694, 622), (108, 622)], p.OAK, "flat", rounded=6)
    c.grain(front, p.OAK, gap=11)
    for side in (left, right):
        c.grain(side, p.OAK, upright=True, gap=9)
    for x in (122, 680):
        for y in (570, 590, 610):
            c.box(x - 10, y - 5, x + 10, y + 5, lit(p.OAK, -0.28))
    c.ellipse(400, 560, 46, 16, lit(p.OAK, -0.4))


def desk_mat(c: Canvas) -> None:
    corners = [(130, 330), (640, 290), (720, 540), (90, 590)]
    c.drop(c.polygon(corners, p.SLATE, rounded=20), 10, 16, 0.4)
    c.polygon([(x, y + 9) for x, y in corners], p.JUTE, rounded=20)
    mat = c.polygon(corners, p.SLATE, "flat", rounded=20)
    c.specks(mat, 2600, lit(p.SLATE, 0.3), 1.4)
    c.specks(mat, 1200, lit(p.SLATE, -0.3), 1.2)
    keyboard = [(236, 400), (500, 382), (522, 486), (220, 508)]
    c.drop(c.polygon(keyboard, p.WHITE, rounded=12), 6, 10, 0.4)
    c.polygon(keyboard, p.WHITE, rounded=12)
    for row in range(4):
        for key in range(12):
            x = 247 + key * 22 - row * 3 + row * key * 0.35
            y = 411 + row * 24 - key * 1.5
            c.box(x, y, x + 17, y + 17, lit(p.WHITE, -0.13), radius=4)
    c.drop(c.ellipse(592, 436, 30, 44, p.WHITE), 6, 10, 0.4)
    c.ellipse(592, 436, 30, 44, p.WHITE, "round")
    c.stroke([(590, 396), (590, 424)], 3, lit(p.WHITE, -0.3))


def calendar(c: Canvas) -> None:
    c.curve([(260, 190), (330, 140), (400, 118), (470, 140), (540, 190)], 4, p.JUTE)
    c.ellipse(400, 118, 9, 9, p.BRASS, "round")
    sheet = c.box(240, 190, 560, 650, p.PAPER)
    c.drop(sheet, 14, 20, 0.4)
    c.fill(sheet, p.PAPER, "flat")
    bar = c.box(222, 178, 578, 218, p.OAK, radius=6, shade="down")
    c.grain(bar, p.OAK, gap=9)
    c.ellipse(400, 318, 62, 62, p.INK, "flat")
    c.ellipse(428, 304, 56, 56, p.PAPER, "plain")
    for x, y in ((318, 270), (490, 372), (500, 262)):
        c.ellipse(x, y, 4, 4, p.BRASS, "plain")
    for row in range(5):
        for day in range(7):
            chosen = row == 2 and day == 4
            colour = p.RUST if chosen else p.INK
            size = 11 if chosen else 5
            c.ellipse(290 + day * 37, 440 + row * 40, size, size, colour, "plain")


def letter_set(c: Canvas) -> None:
    back = turned_by([(200, 230), (600, 230), (600, 520), (200, 520)], 400, 380, -7)
    c.drop(c.polygon(back, p.PAPER), 12, 18, 0.35)
    c.polygon(back, lit(p.PAPER, -0.03))
    for number in range(6):
        y = 262 + number * 24
        c.stroke(
            turned_by([(240, y), (560 - number % 3 * 40, y)], 400, 380, -7), 3, lit(p.PAPER, -0.3)
        )
    corners = [(170, 330), (630, 330), (630, 620), (170, 620)]
    c.drop(c.polygon(corners, p.CREAM, rounded=6), 14, 20, 0.45)
    c.polygon(corners, p.CREAM, rounded=6)
    c.polygon([(170, 332), (172, 618), (392, 486)], lit(p.CREAM, -0.05), "plain")
    c.polygon([(630, 332), (628, 618), (408, 486)], lit(p.CREAM, -0.08), "plain")
    c.polygon([(174, 620), (400, 452), (626, 620)], lit(p.CREAM, 0.15), "plain")
    flap = c.polygon([(170, 328), (630, 328), (412, 502), (388, 502)], p.CREAM, rounded=10)
    c.drop(flap, 0, 8, 0.35)
    c.fill(flap, lit(p.CREAM, 0.2), "flat")
    c.drop(c.ellipse(400, 492, 42, 40, p.RUST), 3, 5, 0.4)
    c.polygon(
        [
            (
                400 + (40 + 4 * math.sin(k * 1.7)) * math.cos(k / 5),
                492 + (39 + 4 * math.cos(k * 1.3)) * math.sin(k / 5),
            )
            for k in range(32)
        ],
        p.RUST,
        "round",
        rounded=8,
    )
    c.ellipse(400, 492, 26, 25, lit(p.RUST, -0.18), "round")
    c.polygon(
        smooth([(400, 508), (388, 490), (400, 474), (412, 490), (400, 508)]), lit(p.RUST, 0.25)
    )


def bookends(c: Canvas) -> None:
    c.shadow(400, 626, 260, 30)
    books: tuple[tuple[float, float, Colour], ...] = (
        (52, 330, p.RUST),
        (40, 292, p.SAND),
        (60, 350, p.MOSS),
        (34, 270, p.CREAM),
        (56, 320, p.INK),
        (44, 300, p.CLAY),
        (38, 336, p.SLATE),
    )
    x = 236.0
    for width, height, colour in books:
        spine = c.box(x, 620 - height, x + width - 3, 620, colour, radius=5, shade="round")
        c.pattern(
            spine,
            [[(x, 620 - height + k), (x + width, 620 - height + k)] for k in (34, 44, height - 40)],
            4,
            lit(colour, 0.4 if sum(colour) < 420 else -0.35),
        )
        x += width
    for left in (True, False):
        edge = 236.0 if left else x
        turn = -1 if left else 1
        c.polygon(
            [
                (edge + turn * 2, 400),
                (edge + turn * 16, 400),
                (edge + turn * 16, 622),
                (edge + turn * 2, 622),
            ],
            p.BLACK,
            "round",
        )
        c.polygon(
            [(edge, 612), (edge + turn * 96, 612), (edge + turn * 96, 624), (edge, 624)],
            lit(p.BLACK, 0.1),
        )


def clock(c: Canvas) -> None:
    c.shadow(400, 636, 150, 26)
    for x in (300, 500):
        c.polygon(
            [
                (x - 12, 560),
                (x + 12, 560),
                (x + (18 if x > 400 else -2), 640),
                (x - (18 if x < 400 else -2), 640),
            ],
            p.BRASS,
            "round",
        )
    c.ellipse(400, 420, 216, 216, lit(p.CREAM, -0.14), "round")
    c.ellipse(400, 416, 204, 204, p.CREAM, "flat")
    c.ellipse(400, 416, 182, 182, p.WHITE, "flat")
    for hour in range(12):
        angle = math.radians(hour * 30)
        long = 132 if hour % 3 == 0 else 146
        c.stroke(
            [
                (400 + 166 * math.sin(angle), 416 - 166 * math.cos(angle)),
                (400 + long * math.sin(angle), 416 - long * math.cos(angle)),
            ],
            9 if hour % 3 == 0 else 5,
            p.CHARCOAL,
        )
    c.stroke([(400, 416), (320, 362)], 13, p.CHARCOAL)
    c.stroke([(400, 416), (470, 300)], 9, p.CHARCOAL)
    c.stroke([(384, 452), (410, 394), (440, 540)][::2], 3, p.RUST)
    c.ellipse(400, 416, 12, 12, p.RUST, "round")
    c.shine([(250, 330), (290, 270), (350, 236)], 8, 0.6)
