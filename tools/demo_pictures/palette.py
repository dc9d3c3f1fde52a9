"""The colours of the shop's goods, and the wall behind each category."""

from tools.demo_pictures.brush import Colour, rgb

ASH: Colour = rgb("d8d3c8")
MOSS: Colour = rgb("7b8a60")
CLAY: Colour = rgb("c57f5c")
INK: Colour = rgb("34496b")
SAND: Colour = rgb("d9c39d")
OAT: Colour = rgb("e8dcc6")
RUST: Colour = rgb("b4553a")
SLATE: Colour = rgb("66747f")
CREAM: Colour = rgb("f1e8d6")
CHARCOAL: Colour = rgb("43454a")
BLACK: Colour = rgb("33343a")
COPPER: Colour = rgb("c47f52")
BRASS: Colour = rgb("cda84f")
STEEL: Colour = rgb("b4bbc1")
IRON: Colour = rgb("3d3d41")
WALNUT: Colour = rgb("7b5236")
OAK: Colour = rgb("c89e6a")
BEECH: Colour = rgb("dcb98b")
LARCH: Colour = rgb("c78f5b")
WILLOW: Colour = rgb("b88a56")
COGNAC: Colour = rgb("a9683a")
TERRACOTTA: Colour = rgb("c9744c")
JUTE: Colour = rgb("c9a877")
LEAF: Colour = rgb("5f8a4e")
PAPER: Colour = rgb("fbf6ea")
WHITE: Colour = rgb("fdfbf6")
WAX: Colour = rgb("e2ac4d")
FLAME: Colour = rgb("ffc861")
GLASS: Colour = rgb("cfe0de")
COFFEE: Colour = rgb("4b2e22")

WALLS: dict[str, Colour] = {
    "Kitchen": rgb("e6ddcf"),
    "Tea & Coffee": rgb("e3dad3"),
    "Desk": rgb("d9dfdf"),
    "Garden": rgb("dbe3d3"),
    "Light": rgb("d5d3d9"),
    "Textiles": rgb("e9dfda"),
    "Bath": rgb("d6e2e3"),
    "Travel": rgb("dfe0d6"),
}
