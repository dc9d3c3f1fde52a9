"""What one cell says: an amount, a number, a flag, a line of text; or why it can't be taken."""

import re
from decimal import Decimal

from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import InvalidMoney, InvalidText
from shopwright.kernel.money import Money, round_minor
from shopwright.kernel.text import LONGEST_SLUG, clean, slugify
from shopwright.modules.catalog.contracts import DEEPEST_CATEGORY

LONGEST_LINE = 255
LONGEST_TITLE = 500
LONGEST_URL = 2000
LARGEST_STOCK = 10**9
HEAVIEST_GRAMS = 10**8  # a hundred tonnes
_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
_GROUPED = re.compile(
    r"[0-9]{1,3}([,' \u00a0\u202f][0-9]{3})+(\.[0-9]+)?|[0-9]{1,3}(\.[0-9]{3})+,[0-9]+"
)
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_YES = frozenset({"true", "1", "yes", "y", "on"})
_NO = frozenset({"false", "0", "no", "n", "off"})
_GRAMS = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "lb": Decimal("453.59237"),
    "lbs": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}


class BadCell(ValueError):
    """A cell that can't be taken as it stands."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(reason)


def amount_of(text: str, currency: str, *, column: str) -> Money:
    """An exact price. Signs of currency, separators of thousands and half cents are refused."""
    plain = _plain_number(text.strip(), column, "price")
    exact = plain.rstrip("0").rstrip(".") if "." in plain else plain
    try:
        return Money.parse(exact or "0", currency)
    except InvalidMoney as error:
        raise BadCell(column, _price_fault(text.strip(), currency, error)) from None


def compare_at_of(text: str, price: Money, *, column: str) -> Money | None:
    """The price before a reduction; empty, zero and the price itself all mean that there is none."""
    if not text.strip():
        return None
    amount = amount_of(text, price.currency, column=column)
    return amount if amount > price else None


def stock_of(text: str, *, column: str) -> int | None:
    """Whole pieces, or None where the cell is empty."""
    written = text.strip()
    if not written:
        return None
    number = Decimal(_plain_number(written, column, "stock"))
    if number != number.to_integral_value():
        raise BadCell(column, f"{shown(written)} is not a whole number of pieces.")
    if number > LARGEST_STOCK:
        raise BadCell(column, f"{shown(written)} pieces are more than {LARGEST_STOCK:,}.")
    return int(number)


def grams_of(text: str, unit: str, *, column: str) -> int | None:
    """A weight to the nearest gram, or None where the cell is empty."""
    written = text.strip()
    if not written:
        return None
    factor = _GRAMS.get(unit.strip().lower())
    if factor is None:
        raise BadCell(
            column,
            f"{shown(unit)} is not a unit of weight known here: use g, kg, lb or oz.",
        )
    grams = round_minor(Decimal(_plain_number(written, column, "weight")) * factor)
    if grams > HEAVIEST_GRAMS:
        raise BadCell(
            column,
            f"{shown(written)} {unit} is heavier than {HEAVIEST_GRAMS // 1000:,} kg.",
        )
    return grams


def flag_of(text: str, *, column: str, default: bool) -> bool:
    """Yes or no in the words that exports use; empty is the default."""
    word = text.strip().lower()
    if not word:
        return default
    if word in _YES or word in _NO:
        return word in _YES
    raise BadCell(column, f"{shown(text)} is neither true nor false.")


def line_of(text: str, *, column: str, longest: int = LONGEST_LINE) -> str:
    """A text on one line, blanks and breaks inside it made one blank."""
    try:
        one = " ".join(clean(text).split())
    except InvalidText as error:
        raise BadCell(column, f"The text can't be stored: {error.detail}.") from None
    if len(one) > longest:
        raise BadCell(column, f"The text has {len(one):,} characters; {longest:,} are accepted.")
    return one


def handle_of(text: str, *, column: str) -> str:
    """The part of an address that names the product, from a handle or, failing that, a title."""
    handle = slugify(line_of(text, column=column, longest=10 * LONGEST_LINE))
    if not handle:
        raise BadCell(
            column,
            f"No address can be made of {shown(text)}: give a handle of letters a-z and digits.",
        )
    return handle[:LONGEST_SLUG]


def url_of(text: str, *, column: str) -> str:
    """The address of a picture: http, https, or a path on this shop."""
    url = line_of(text, column=column, longest=LONGEST_URL).replace(" ", "%20")
    is_path = url.startswith("/") and not url.startswith("//")
    if not (is_path or url.lower().startswith(("http://", "https://"))):
        raise BadCell(
            column,
            f"{shown(url)} is not the address of a picture (http://, https:// or /path).",
        )
    return url


def names_of(text: str, *, column: str, separator: str = ",") -> tuple[str, ...]:
    """A list written in one cell, blank and repeated names left out."""
    found = (line_of(name, column=column) for name in text.split(separator))
    return tuple(dict.fromkeys(name for name in found if name))


def path_of(text: str, *, column: str, separator: str) -> tuple[str, ...]:
    """One category as its path of names, outermost first."""
    names = (line_of(name, column=column) for name in text.split(separator))
    path = tuple(name for name in names if name)
    if len(path) > DEEPEST_CATEGORY:
        raise BadCell(
            column, f"A category has {len(path)} levels; {DEEPEST_CATEGORY} are accepted."
        )
    return path


def shown(text: str) -> str:
    """A value as it may stand in a message: short, on one line, without anything that can't be printed."""
    printable = "".join(character if character.isprintable() else "?" for character in text[:41])
    return f"'{printable[:40]}...'" if len(printable) > 40 else f"'{printable}'"


def _plain_number(text: str, column: str, what: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if text.startswith("-") and _PLAIN.fullmatch(text[1:]):
        reason = f"The {what} {shown(text)} is negative."
    elif _GROUPED.fullmatch(text):
        reason = f"The {what} {shown(text)} has a separator of thousands: write the digits with a point only, like 1299.00."
    elif _DECIMAL_COMMA.fullmatch(text):
        reason = f"The {what} {shown(text)} has a decimal comma: write a point, like {text.replace(',', '.')}."
    elif _has_currency_sign(text):
        reason = (
            f"The {what} {shown(text)} has a sign of currency: write the number alone, like 19.99."
        )
    else:
        reason = f"The {what} {shown(text)} is not a plain number like 19.99."
    raise BadCell(column, reason)


def _has_currency_sign(text: str) -> bool:
    rest = re.sub(r"[0-9.,\s]", "", text)
    signs = {
        "\u20ac",
        "$",
        "\u00a3",
        "\u00a5",
        "\u20b9",
        "kr",
        "z\u0142",
        "fr",
        "chf",
        "eur",
        "usd",
        "gbp",
    }
    return any(character.isdigit() for character in text) and rest.lower().strip("-") in signs


def _price_fault(text: str, currency: str, error: InvalidMoney) -> str:
    try:
        exponent = exponent_of(currency)
    except InvalidMoney:
        return str(error.detail)
    decimals = len(text.partition(".")[2].rstrip("0"))
    if decimals > exponent:
        return f"The price {shown(text)} has {decimals} decimals, {currency} has {exponent}: amounts are never rounded."
    return f"The price {shown(text)} is too large."
