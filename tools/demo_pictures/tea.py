"""Mugs, kettles, teapots and what goes into them."""

from tools.demo_pictures import palette as p
from tools.demo_pictures.brush import Canvas, Colour, lit, smooth


def mug(c: Canvas) -> None:
    c.shadow(390, 622, 160, 32)
    c.curve([(540, 360), (640, 350), (672, 430), (636, 520), (535, 530)], 34, lit(p.CLAY, -0.08))
    c.curve([(540, 352), (636, 342), (664, 420)], 10, lit(p.CLAY, 0.2))
    body = c.turned(390, [(270, 172), (420, 170), (560, 160), (612, 138)], p.CLAY)
    c.specks(body, 260, lit(p.CLAY, -0.4))
    c.ellipse(390, 270, 172, 29, lit(p.CLAY, 0.3))
    c.mouth(390, 274, 160, lit(p.CLAY, -0.25))
    c.ellipse(390, 282, 146, 18, p.COFFEE, "round")
    c.shine([(262, 340), (262, 450), (278, 550)], 18, 0.38)
    for x in (340, 400, 455):
        c.shine([(x, 240), (x - 18, 200), (x + 10, 160), (x - 8, 118)], 8, 0.3)


def kettle(c: Canvas) -> None:
    c.shadow(410, 626, 190, 34)
    c.curve([(255, 560), (190, 520), (178, 420), (160, 340), (106, 300)], 24, p.BLACK, "flat")
    c.curve([(250, 548), (198, 510), (188, 420), (168, 338)], 5, lit(p.BLACK, 0.3))
    c.curve([(560, 360), (680, 330), (716, 410), (690, 520)], 32, p.WALNUT)
    c.curve([(566, 352), (676, 322), (706, 390)], 8, lit(p.WALNUT, 0.3))
    c.turned(410, [(360, 128), (400, 142), (500, 174), (590, 192), (612, 188)], p.BLACK)
    c.turned(410, [(332, 100), (346, 122), (362, 130)], lit(p.BLACK, 0.08))
    c.turned(410, [(290, 24), (304, 28), (330, 14)], p.WALNUT, tilt=0.3)
    c.shine([(322, 400), (290, 490), (268, 580)], 18, 0.35)


def teapot(c: Canvas) -> None:
    c.shadow(400, 616, 190, 36)
    c.curve([(560, 400), (680, 370), (710, 460), (650, 550), (550, 540)], 32, lit(p.INK, -0.05))
    c.curve([(560, 392), (672, 362), (700, 440)], 8, lit(p.INK, 0.25))
    c.polygon(
        smooth(
            [
                (250, 540),
                (160, 490),
                (130, 400),
                (92, 352),
                (132, 338),
                (190, 384),
                (216, 440),
                (280, 450),
            ]
        ),
        p.INK,
        "down",
    )
    c.ellipse(112, 346, 22, 10, lit(p.INK, -0.4))
    body = c.turned(
        400, [(352, 104), (390, 170), (460, 214), (540, 200), (598, 130), (610, 118)], p.INK
    )
    c.specks(body, 200, lit(p.INK, 0.3))
    c.turned(400, [(320, 40), (334, 84), (356, 112)], lit(p.INK, 0.06))
    c.turned(400, [(282, 20), (300, 28), (322, 12)], lit(p.INK, 0.1), tilt=0.35)
    c.shine([(270, 420), (228, 470), (240, 530)], 20, 0.4)
    c.shine([(330, 346), (360, 336)], 7, 0.4)


def dripper(c: Canvas) -> None:
    c.shadow(400, 640, 150, 28)
    c.turned(400, [(470, 60), (500, 110), (570, 142), (622, 128), (632, 120)], p.GLASS)
    c.turned(400, [(560, 136), (622, 122), (628, 114)], p.COFFEE)
    c.shine([(300, 540), (280, 580), (300, 616)], 12, 0.5)
    c.curve([(530, 520), (600, 520), (604, 580), (540, 600)], 16, lit(p.GLASS, -0.12))
    c.turned(400, [(440, 140), (456, 150), (466, 146)], p.CREAM)
    body = c.turned(400, [(220, 190), (300, 160), (400, 88), (438, 56), (446, 54)], p.CREAM)
    c.pattern(
        body,
        [[(400 + k * 38, 236), (400 + k * 12, 440)] for k in range(-5, 6)],
        4,
        lit(p.CREAM, -0.14),
    )
    c.curve([(570, 270), (660, 262), (662, 350), (540, 362)], 24, lit(p.CREAM, -0.1))
    c.ellipse(400, 220, 190, 32, lit(p.CREAM, 0.4))
    c.mouth(400, 224, 176, lit(p.CREAM, -0.12))
    c.ellipse(400, 234, 150, 18, lit(p.COFFEE, 0.12), "round")


def grinder(c: Canvas) -> None:
    c.shadow(400, 646, 96, 24)
    c.turned(400, [(470, 78), (630, 78), (638, 74)], p.WALNUT)
    c.turned(400, [(454, 82), (474, 82)], lit(p.STEEL, -0.3))
    body = c.turned(400, [(256, 82), (452, 82), (456, 80)], p.STEEL)
    c.pattern(
        body,
        [[(310, y), (400, y + 14), (490, y)] for y in range(380, 446, 9)],
        3,
        lit(p.STEEL, -0.3),
    )
    c.turned(400, [(226, 66), (240, 84), (258, 84)], lit(p.STEEL, -0.15))
    c.stroke([(400, 220), (400, 186), (590, 170)], 18, lit(p.STEEL, -0.2))
    c.stroke([(404, 182), (586, 166)], 5, lit(p.STEEL, 0.5))
    c.turned(596, [(88, 26), (112, 38), (150, 30), (168, 16)], p.WALNUT, tilt=0.25)
    c.shine([(348, 280), (348, 370)], 12, 0.7)
    c.shine([(350, 492), (350, 620)], 9, 0.3)
    for x, y in ((250, 640), (282, 664), (540, 660), (572, 640), (228, 668), (512, 682)):
        c.ellipse(x, y, 14, 10, p.COFFEE, "round")
        c.curve([(x - 10, y), (x, y + 2), (x + 10, y - 1)], 2, lit(p.COFFEE, -0.5))


def _cup(c: Canvas, x: float, y: float, colour: Colour, size: float = 1.0) -> None:
    def at(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x + a * size, y + b * size) for a, b in points]

    c.shadow(x, y + 12 * size, 150 * size, 30 * size)
    c.ellipse(x, y + 8 * size, 150 * size, 40 * size, lit(colour, -0.16), "round")
    c.ellipse(x, y, 150 * size, 38 * size, lit(colour, 0.22), "flat")
    c.ellipse(x, y + 2 * size, 96 * size, 22 * size, lit(colour, -0.08), "round")
    c.curve(at([(84, -130), (146, -136), (150, -84), (84, -66)]), 17 * size, lit(colour, -0.08))
    profile = [(-150, 98), (-100, 96), (-40, 78), (0, 52)]
    c.turned(x, [(y + b * size, r * size) for b, r in profile], colour)
    c.ellipse(x, y - 150 * size, 98 * size, 16 * size, lit(colour, 0.35))
    c.mouth(x, y - 147 * size, 88 * size, lit(colour, -0.25))
    c.ellipse(x, y - 142 * size, 78 * size, 10 * size, p.COFFEE, "round")
    c.shine(at([(-70, -110), (-68, -70), (-54, -34)]), 11 * size, 0.45)


def espresso_cups(c: Canvas) -> None:
    _cup(c, 520, 470, p.CREAM, 0.86)
    _cup(c, 290, 610, p.CREAM)


def caddy(c: Canvas) -> None:
    c.shadow(400, 628, 150, 30)
    body = c.turned(400, [(330, 150), (604, 150), (614, 148)], p.MOSS)
    c.pattern(body, [[(250, y), (400, y + 24), (550, y)] for y in (360, 586)], 5, p.BRASS)
    c.turned(400, [(216, 142), (228, 154), (330, 154)], lit(p.MOSS, -0.06))
    c.turned(400, [(196, 30), (206, 38), (216, 24)], p.BRASS, tilt=0.3)
    c.box(322, 420, 478, 540, p.PAPER, radius=10)
    c.polygon(
        smooth(
            [(400, 440), (436, 470), (428, 506), (400, 524), (372, 506), (364, 470), (400, 440)]
        ),
        p.LEAF,
        "flat",
    )
    c.curve([(400, 520), (400, 480), (400, 448)], 3, lit(p.LEAF, 0.5))
    c.shine([(290, 250), (290, 320)], 14, 0.4)
    c.shine([(288, 380), (288, 580)], 14, 0.35)


def pouch(c: Canvas) -> None:
    c.shadow(400, 636, 170, 28)
    side = smooth([(250, 232), (246, 400), (230, 560), (240, 632)])
    other = [(800 - x, y) for x, y in reversed(side)]
    body = c.polygon([*side, *other], p.JUTE, "round", rounded=6)
    c.polygon([(250, 180), (550, 180), (552, 262), (248, 262)], lit(p.JUTE, 0.1), "round")
    c.pattern(body, [[(250, y), (550, y)] for y in (262, 268)], 2, lit(p.JUTE, -0.3))
    c.pattern(
        body,
        [[(300, 280), (286, 400), (270, 560)], [(506, 280), (516, 420), (528, 560)]],
        3,
        lit(p.JUTE, -0.1),
    )
    c.box(298, 330, 502, 560, p.PAPER, radius=6)
    c.box(298, 330, 502, 372, p.RUST, radius=6)
    for x, turn in ((372, -1), (428, 1)):
        c.polygon(
            smooth([(400, 500), (x, 470), (x + turn * 14, 424), (400, 440), (400, 500)]),
            p.LEAF,
            "flat",
        )
    c.stroke([(340, 530), (460, 530)], 5, lit(p.PAPER, -0.5))
    c.ellipse(400, 221, 12, 12, p.BRASS, "round")
    for _ in range(60):
        grain_x, grain_y = c.chance.gauss(610, 34), c.chance.gauss(650, 11)
        end = (grain_x + c.chance.uniform(-13, 13), grain_y + c.chance.uniform(-6, 6))
        c.stroke([(grain_x, grain_y), end], 5, lit(p.COFFEE, c.chance.uniform(0, 0.25)))
