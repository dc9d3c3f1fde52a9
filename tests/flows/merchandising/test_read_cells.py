import pytest

from shopwright.flows.merchandising.steps import cells
from shopwright.flows.merchandising.steps.cells import BadCell
from shopwright.kernel.money import Money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("19.99", "EUR", 1999),
        ("19.990", "EUR", 1999),
        ("19.900000", "EUR", 1990),
        (" 19 ", "EUR", 1900),
        ("0", "EUR", 0),
        ("0.00", "EUR", 0),
        ("100", "EUR", 10_000),
        ("100", "JPY", 100),
        ("100.0", "JPY", 100),
        ("1.234", "KWD", 1234),
        ("007.50", "EUR", 750),
    ],
)
def test_an_amount_is_exact(text: str, currency: str, minor: int):
    assert cells.amount_of(text, currency, column="Price") == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        (
            "19.999",
            "EUR",
            "The price '19.999' has 3 decimals, EUR has 2: amounts are never rounded.",
        ),
        ("0.5", "JPY", "The price '0.5' has 1 decimals, JPY has 0: amounts are never rounded."),
        (
            "1,299.00",
            "EUR",
            (
                "The price '1,299.00' has a separator of thousands: write the digits with a point only, "
                "like 1299.00."
            ),
        ),
        (
            "1.299,00",
            "EUR",
            (
                "The price '1.299,00' has a separator of thousands: write the digits with a point only, "
                "like 1299.00."
            ),
        ),
        ("19,99", "EUR", "The price '19,99' has a decimal comma: write a point, like 19.99."),
        (
            "\u20ac19.99",
            "EUR",
            "The price '\u20ac19.99' has a sign of currency: write the number alone, like 19.99.",
        ),
        (
            "19.99 USD",
            "EUR",
            "The price '19.99 USD' has a sign of currency: write the number alone, like 19.99.",
        ),
        ("-5", "EUR", "The price '-5' is negative."),
        ("1e3", "EUR", "The price '1e3' is not a plain number like 19.99."),
        ("NaN", "EUR", "The price 'NaN' is not a plain number like 19.99."),
        ("\u0661\u0662", "EUR", "The price '\u0661\u0662' is not a plain number like 19.99."),
        ("free", "EUR", "The price 'free' is not a plain number like 19.99."),
        ("", "EUR", "The price '' is not a plain number like 19.99."),
        ("999999999999999", "EUR", "The price '999999999999999' is too large."),
        ("5", "XXQ", "'XXQ' is not the code of an active currency."),
    ],
)
def test_an_amount_that_would_need_a_guess_is_refused(text: str, currency: str, reason: str):
    with pytest.raises(BadCell) as caught:
        cells.amount_of(text, currency, column="Price")

    assert (caught.value.column, caught.value.reason) == ("Price", reason)


@pytest.mark.parametrize(
    ("text", "expected"), [("", None), ("0", None), ("20", None), ("19", None), ("25", 2500)]
)
def test_a_price_before_is_kept_only_where_it_is_higher(text: str, expected: int | None):
    found = cells.compare_at_of(text, Money(2000, "EUR"), column="Compare")

    assert found == (None if expected is None else Money(expected, "EUR"))


@pytest.mark.parametrize(("text", "pieces"), [("", None), (" 7 ", 7), ("10.000", 10), ("0", 0)])
def test_stock_is_whole_pieces(text: str, pieces: int | None):
    assert cells.stock_of(text, column="Stock") == pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-3", "is negative"),
        ("1.5", "not a whole number"),
        ("many", "not a plain number"),
        ("2000000000", "more than 1,000,000,000"),
        ("1,000", "separator of thousands"),
    ],
)
def test_stock_that_can_not_be_is_refused(text: str, words: str):
    with pytest.raises(BadCell, match=words):
        cells.stock_of(text, column="Stock")


@pytest.mark.parametrize(
    ("text", "unit", "grams"),
    [
        ("1.5", "kg", 1500),
        ("2", "lb", 907),
        ("2", "lbs", 907),
        ("8", "oz", 227),
        ("350.4", "g", 350),
    ],
)
def test_weight_becomes_grams(text: str, unit: str, grams: int):
    assert cells.grams_of(text, unit, column="Weight") == grams


def test_weight_in_stones_is_refused():
    with pytest.raises(BadCell, match="unit of weight"):
        cells.grams_of("2", "stone", column="Weight")


def test_a_weight_beyond_a_hundred_tonnes_is_refused():
    with pytest.raises(BadCell, match="heavier"):
        cells.grams_of("100001", "kg", column="Weight")


@pytest.mark.parametrize(("text", "flag"), [("TRUE", True), ("1", True), ("no", False), ("", True)])
def test_flags_are_read_in_the_words_of_exports(text: str, flag: bool):  # noqa: FBT001 - a table
    assert cells.flag_of(text, column="Published", default=True) is flag


def test_a_flag_in_other_words_is_refused():
    with pytest.raises(BadCell, match="neither true nor false"):
        cells.flag_of("maybe", column="Published", default=True)


@pytest.mark.parametrize("text", ["a\0b", "a\x08b", "a\u202eb", "a\u2066b"])
def test_characters_that_deceive_or_break_are_refused(text: str):
    with pytest.raises(BadCell, match="can't be stored"):
        cells.line_of(text, column="Title")


def test_a_line_of_text_is_one_line():
    assert cells.line_of("  two\r\n\tlines ", column="Title") == "two lines"


def test_a_line_too_long_is_refused():
    with pytest.raises(BadCell, match="256 characters; 255 are accepted"):
        cells.line_of("x" * 256, column="Title")


def test_a_handle_is_made_of_any_latin_text():
    assert (
        cells.handle_of("Cr\u00e8me Br\u00fbl\u00e9e & Stra\u00dfe!", column="Handle")
        == "creme-brulee-strasse"
    )


def test_a_handle_of_nothing_latin_is_refused():
    with pytest.raises(BadCell, match="No address"):
        cells.handle_of("\u8336\u5668", column="Handle")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example/x.png", "cup.png", "data:image/png;base64,AA"]
)
def test_what_is_no_address_of_a_picture_is_refused(url: str):
    with pytest.raises(BadCell, match="not the address of a picture"):
        cells.url_of(url, column="Image")


def test_a_message_shows_a_value_short_and_printable():
    with pytest.raises(BadCell) as caught:
        cells.amount_of("x\x1b[31m" + "y" * 100, "EUR", column="Price")

    assert (
        caught.value.reason == f"The price 'x?[31m{'y' * 34}...' is not a plain number like 19.99."
    )
